/**
 * The system call layer: one foreign downcall shape for everything, descriptors with one owner, mapped memory, epoll, and
 * {@code bpf(2)} as commands over a {@code union bpf_attr} laid out by {@link dev.skep.bpf.sys.BpfAttr}.
 */
@NullMarked
package dev.skep.bpf.sys;

import org.jspecify.annotations.NullMarked;
