package dev.skep.compiler.front;

import dev.skep.compiler.ir.Block;

/** A way into a place of a method: from the end of a block that has no terminator yet, with what is held there. */
record Edge(Block block, State state) {}
