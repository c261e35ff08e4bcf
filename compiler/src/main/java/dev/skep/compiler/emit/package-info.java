/** From SSA to machine instructions with virtual registers, and from those to BPF. */
@NullMarked
package dev.skep.compiler.emit;

import org.jspecify.annotations.NullMarked;
