/**
 * Running kernel programs on the JVM: {@link dev.skep.compiler.jvm.JvmRun} runs one, over packets and contexts made of plain
 * bytes, in a {@link dev.skep.compiler.jvm.JvmMachine} whose clock, identities and memory a test sets.
 */
@NullMarked
package dev.skep.compiler.jvm;

import org.jspecify.annotations.NullMarked;
