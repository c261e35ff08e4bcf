package dev.skep.compiler.ir;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Dominators, the tree they form, and natural loops (Cooper, Harvey and Kennedy, A Simple, Fast Dominance Algorithm). The
 * graph must be {@linkplain Graph#prune pruned}.
 */
public final class Dominators {
    private final Graph graph;
    private final Map<Block, Integer> order = new HashMap<>();
    private final Map<Block, Block> idom = new HashMap<>();
    private final Map<Block, List<Block>> children = new HashMap<>();
    private final Map<Block, Integer> loopDepth = new HashMap<>();
    private final Map<Block, Set<Block>> loops = new HashMap<>();

    public Dominators(Graph graph) {
        this.graph = graph;
        List<Block> blocks = graph.blocks();
        for (int i = 0; i < blocks.size(); i++) {
            order.put(blocks.get(i), i);
        }
        solve(blocks);
        for (Block block : blocks) {
            Block parent = idom.get(block);
            if (block != graph.entry() && parent != null) {
                children.computeIfAbsent(parent, key -> new ArrayList<>()).add(block);
            }
        }
        findLoops();
    }

    private void solve(List<Block> blocks) {
        idom.put(graph.entry(), graph.entry());
        boolean changed = true;
        while (changed) {
            changed = false;
            for (Block block : blocks) {
                if (block == graph.entry()) {
                    continue;
                }
                Block best = null;
                for (Block predecessor : block.predecessors()) {
                    if (idom.containsKey(predecessor)) {
                        best = best == null ? predecessor : common(predecessor, best);
                    }
                }
                if (best != null && idom.put(block, best) != best) {
                    changed = true;
                }
            }
        }
    }

    private Block common(Block a, Block b) {
        Block x = a;
        Block y = b;
        while (x != y) {
            while (order(x) > order(y)) {
                x = parent(x);
            }
            while (order(y) > order(x)) {
                y = parent(y);
            }
        }
        return x;
    }

    private Block parent(Block block) {
        return java.util.Objects.requireNonNull(idom.get(block));
    }

    private void findLoops() {
        for (Block block : graph.blocks()) {
            for (Block successor : block.successors()) {
                if (dominates(successor, block)) {
                    collect(successor, block);
                }
            }
        }
        for (Set<Block> body : loops.values()) {
            body.forEach(block -> loopDepth.merge(block, 1, Integer::sum));
        }
    }

    private void collect(Block header, Block source) {
        Set<Block> body = loops.computeIfAbsent(header, key -> new HashSet<>(Set.of(header)));
        List<Block> work = new ArrayList<>(List.of(source));
        while (!work.isEmpty()) {
            Block block = work.removeLast();
            if (body.add(block)) {
                work.addAll(block.predecessors());
            }
        }
    }

    /** Position in reverse postorder. */
    public int order(Block block) {
        return order.getOrDefault(block, Integer.MAX_VALUE);
    }

    /** The immediate dominator, or null of the entry. */
    public @Nullable Block idom(Block block) {
        return block == graph.entry() ? null : idom.get(block);
    }

    /** Blocks that this one dominates immediately, in reverse postorder. */
    public List<Block> children(Block block) {
        return children.getOrDefault(block, List.of());
    }

    /** Whether every way to {@code b} leads through {@code a}. */
    public boolean dominates(Block a, Block b) {
        Block x = b;
        while (order(x) > order(a)) {
            x = parent(x);
        }
        return x == a;
    }

    /** Number of loops around a block. */
    public int loopDepth(Block block) {
        return loopDepth.getOrDefault(block, 0);
    }

    /** Loop headers with the blocks of their loops. */
    public Map<Block, Set<Block>> loops() {
        return loops;
    }
}
