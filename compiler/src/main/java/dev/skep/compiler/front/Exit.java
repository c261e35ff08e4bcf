package dev.skep.compiler.front;

import dev.skep.compiler.ir.Block;
import org.jspecify.annotations.Nullable;

/** One way in which something ends: at the end of a block, with a result or none. */
record Exit(Block block, @Nullable Operand result) {}
