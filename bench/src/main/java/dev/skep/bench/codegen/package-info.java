/** Our compiler's code beside clang's: the same programs in Java and in C, run by the same kernel. */
@NullMarked
package dev.skep.bench.codegen;

import org.jspecify.annotations.NullMarked;
