/** Register allocation: graph colouring with coalescing, and the rules that keep what the verifier has checked. */
@NullMarked
package dev.skep.compiler.alloc;

import org.jspecify.annotations.NullMarked;
