/** Benchmarks that anyone can repeat: {@code ./skep bench codegen}, {@code ./skep bench events}. */
@NullMarked
package dev.skep.bench;

import org.jspecify.annotations.NullMarked;
