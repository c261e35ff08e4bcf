package dev.skep.compiler.pass;

import dev.skep.compiler.ir.Block;
import dev.skep.compiler.ir.Graph;
import dev.skep.compiler.ir.Op;
import dev.skep.compiler.ir.Type;
import dev.skep.compiler.ir.Value;

/** Notes the proven bounds of indexes and lengths in the graph, for the register allocator to tell again after a reload. */
final class BoundNotes implements Pass {
    /** Larger bounds mean nothing to the verifier ({@code BPF_MAX_VAR_OFF}). */
    private static final long LARGEST = 1 << 29;

    @Override
    public boolean run(Graph graph) {
        graph.bounds().clear();
        Ranges ranges = new Ranges(graph);
        for (Block block : graph.blocks()) {
            for (Value value : block.body()) {
                int first = value.is(Op.PTRADD) ? 1 : 0;
                boolean counts = value.is(Op.PTRADD) || value.is(Op.CALL);
                for (int i = first; counts && i < value.args().size(); i++) {
                    note(graph, ranges, block, value, i);
                }
            }
        }
        return false;
    }

    private static void note(Graph graph, Ranges ranges, Block block, Value user, int operand) {
        Value number = user.arg(operand);
        if (number.type() != Type.I64 || number.op().floating()) {
            return;
        }
        Range range = ranges.at(number, block);
        if (range.within(0, LARGEST)) {
            graph.bounds().put(new Graph.Use(user, operand), range.high());
        }
    }
}
