/** What the kernel is told for people's sake: BTF of functions, keys and values, and Java lines; and its answers made readable. */
@NullMarked
package dev.skep.compiler.debug;

import org.jspecify.annotations.NullMarked;
