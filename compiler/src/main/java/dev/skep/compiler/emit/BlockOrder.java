package dev.skep.compiler.emit;

import dev.skep.compiler.ir.Block;
import dev.skep.compiler.ir.Dominators;
import dev.skep.compiler.ir.Graph;
import dev.skep.compiler.ir.Op;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The order in which blocks are laid out: along the likely path, so that it falls from block to block and jumps only when
 * something is unusual. Early returns and blocks marked unlikely come behind.
 */
final class BlockOrder {
    private final Dominators dominators;
    private final Set<Block> placed = new LinkedHashSet<>();

    private BlockOrder(Dominators dominators) {
        this.dominators = dominators;
    }

    static List<Block> of(Graph graph, Dominators dominators) {
        BlockOrder order = new BlockOrder(dominators);
        List<Block> starts = new ArrayList<>(graph.blocks());
        starts.sort((a, b) -> Integer.compare(order.weight(a), order.weight(b)));
        order.trace(graph.entry());
        starts.forEach(order::trace);
        return new ArrayList<>(order.placed);
    }

    private int weight(Block block) {
        return block.unlikely() ? 2 : isBareReturn(block) ? 1 : 0;
    }

    private static boolean isBareReturn(Block block) {
        return block.terminator().is(Op.RETURN) && block.body().isEmpty();
    }

    private void trace(Block start) {
        Block block = start;
        while (block != null && placed.add(block)) {
            block = next(block);
        }
    }

    /** The best successor to fall into: one whose other predecessors are placed, in the loop, likely. */
    private @Nullable Block next(Block block) {
        Block best = null;
        int bestScore = Integer.MIN_VALUE;
        for (Block successor : block.successors()) {
            if (placed.contains(successor)) {
                continue;
            }
            int score = score(block, successor);
            if (score > bestScore) {
                best = successor;
                bestScore = score;
            }
        }
        return best;
    }

    private int score(Block from, Block to) {
        int score = 0;
        if (to.unlikely() && !from.unlikely()) {
            score -= 1000;
        }
        if (isBareReturn(to) && from.successors().size() > 1) {
            score -= 500;
        }
        score += 100 * dominators.loopDepth(to);
        boolean waits = to.predecessors().stream()
                .anyMatch(p -> !placed.contains(p) && dominators.order(p) < dominators.order(to));
        if (waits) {
            score -= 50;
        }
        return score - (from.successors().indexOf(to) == 0 ? 1 : 0);
    }
}
