package dev.skep.compiler.pass;

import dev.skep.compiler.ir.Block;
import dev.skep.compiler.ir.Graph;
import dev.skep.compiler.ir.Op;
import dev.skep.compiler.ir.Value;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One block for all bare returns of the same value. */
final class ReturnSharing implements Pass {
    @Override
    public boolean run(Graph graph) {
        Map<List<Value>, Block> shared = new HashMap<>();
        boolean changed = false;
        for (Block block : graph.blocks()) {
            boolean bare = block.terminator().is(Op.RETURN)
                    && block.body().isEmpty()
                    && block.phis().isEmpty()
                    && block != graph.entry()
                    && block.terminator().args().stream().allMatch(v -> v.op().floating());
            if (!bare) {
                continue;
            }
            Block first = shared.putIfAbsent(List.copyOf(block.terminator().args()), block);
            if (first != null) {
                for (Block predecessor : List.copyOf(block.predecessors())) {
                    predecessor.redirect(block, first);
                }
                changed = true;
            }
        }
        graph.prune();
        return changed;
    }
}
