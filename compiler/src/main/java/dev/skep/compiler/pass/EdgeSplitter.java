package dev.skep.compiler.pass;

import dev.skep.compiler.ir.Block;
import dev.skep.compiler.ir.Builder;
import dev.skep.compiler.ir.Graph;
import java.util.List;

/** Gives every edge from a branch into phis a block of its own, so that the phis' copies have a place. */
final class EdgeSplitter implements Pass {
    @Override
    public boolean run(Graph graph) {
        Builder build = new Builder(graph);
        boolean changed = false;
        for (Block block : List.copyOf(graph.blocks())) {
            if (block.phis().isEmpty()) {
                continue;
            }
            for (int i = 0; i < block.predecessors().size(); i++) {
                Block from = block.predecessors().get(i);
                if (from.successors().size() > 1) {
                    split(graph, build, from, block, i);
                    changed = true;
                }
            }
        }
        graph.prune();
        return changed;
    }

    private static void split(Graph graph, Builder build, Block from, Block to, int index) {
        Block between = graph.newBlock();
        int edge = nth(from, to, index);
        from.successors().set(edge, between);
        between.predecessors().add(from);
        to.predecessors().set(index, between);
        build.position(from.terminator().position());
        build.jumpUnlinked(between, to);
        if (to.unlikely()) {
            between.markUnlikely();
        }
    }

    /** The successor index of {@code from} that the predecessor entry at an index stands for. */
    private static int nth(Block from, Block to, int index) {
        int earlier = 0;
        for (int i = 0; i < index; i++) {
            if (to.predecessors().get(i) == from) {
                earlier++;
            }
        }
        for (int i = 0; i < from.successors().size(); i++) {
            if (from.successors().get(i) == to && earlier-- == 0) {
                return i;
            }
        }
        throw new IllegalStateException(from + " does not lead to " + to);
    }
}
