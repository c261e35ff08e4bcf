/** From class files to SSA: symbolic execution of the operand stack, with every call inlined unless it is told otherwise. */
@NullMarked
package dev.skep.compiler.front;

import org.jspecify.annotations.NullMarked;
