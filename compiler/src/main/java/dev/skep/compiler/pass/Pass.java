package dev.skep.compiler.pass;

import dev.skep.compiler.ir.Graph;

/** A step that makes a graph better and leaves its meaning. */
interface Pass {
    /** Whether anything changed. */
    boolean run(Graph graph);
}
