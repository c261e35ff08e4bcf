/**
 * BTF, the kernel's type format: a lazy reader ({@link dev.skep.bpf.btf.Btf}) that finds types, members and constants
 * by name in the raw bytes, a writer ({@link dev.skep.bpf.btf.BtfBuilder}), and a C printer. Nothing here makes a system
 * call, except that {@code Btf.vmlinux()} reads a file.
 */
@NullMarked
package dev.skep.bpf.btf;

import org.jspecify.annotations.NullMarked;
