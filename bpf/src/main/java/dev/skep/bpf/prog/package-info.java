/** Programs: what they are ({@link dev.skep.bpf.prog.ProgramSpec}), and how they are loaded, run and inspected. */
@NullMarked
package dev.skep.bpf.prog;

import org.jspecify.annotations.NullMarked;
