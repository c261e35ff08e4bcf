/** The eBPF instruction set: an immutable model of every instruction, and the assembler that builds lists of them. */
@NullMarked
package dev.skep.bpf.asm;

import org.jspecify.annotations.NullMarked;
