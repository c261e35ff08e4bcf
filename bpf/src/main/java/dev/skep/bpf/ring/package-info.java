/** Readers of what programs send to user space: BPF ring buffers and per-CPU perf buffers. */
@NullMarked
package dev.skep.bpf.ring;

import org.jspecify.annotations.NullMarked;
