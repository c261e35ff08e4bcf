package dev.skep.compiler.front;

import dev.skep.compiler.ir.Graph;

/**
 * A function in SSA form, as the front end leaves it.
 *
 * @param graph      the code
 * @param file       source file of its first line
 * @param signature  for its BTF
 * @param global     whether the verifier looks at it once for all callers
 */
public record Translated(Graph graph, String file, Signature signature, boolean global) {}
