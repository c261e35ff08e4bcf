package dev.skep.compiler.pass;

import dev.skep.compiler.CompileException;
import dev.skep.compiler.ir.Block;
import dev.skep.compiler.ir.Bound;
import dev.skep.compiler.ir.Graph;
import dev.skep.compiler.ir.Op;
import dev.skep.compiler.ir.Value;

/** Proves by value ranges that indexes and lengths are in bounds, or refuses the program with its line. */
final class BoundsProof implements Pass {
    @Override
    public boolean run(Graph graph) {
        Ranges ranges = new Ranges(graph);
        boolean changed = false;
        for (Block block : graph.blocks()) {
            for (Value value : block.body()) {
                if (value.is(Op.CHECK) && value.aux() instanceof Bound bound && !holds(ranges, block, value, bound)) {
                    throw new CompileException(value.position(), bound.problem(), bound.hint());
                }
            }
            changed |= block.body().removeIf(value -> value.is(Op.CHECK));
        }
        return changed;
    }

    private static boolean holds(Ranges ranges, Block block, Value check, Bound bound) {
        Range range = ranges.at(check.arg(0), block);
        if (check.args().size() == 1) {
            return range.isEmpty() || range.within(bound.least(), bound.most());
        }
        Range other = ranges.at(check.arg(1), block);
        return range.low() >= 0 && other.low() >= 0 && range.high() + other.high() <= bound.most();
    }
}
