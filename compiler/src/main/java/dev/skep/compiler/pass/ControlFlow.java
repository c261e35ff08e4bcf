package dev.skep.compiler.pass;

import dev.skep.compiler.ir.Block;
import dev.skep.compiler.ir.Builder;
import dev.skep.compiler.ir.Graph;
import dev.skep.compiler.ir.Op;
import dev.skep.compiler.ir.Test;
import dev.skep.compiler.ir.Value;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Cleans up control flow: decided branches become jumps, phis of one value vanish, blocks that only jump on are passed by,
 * and a block with its only successor's only predecessor becomes one block.
 */
final class ControlFlow implements Pass {
    @Override
    public boolean run(Graph graph) {
        boolean changed = false;
        boolean again = true;
        while (again) {
            again = decide(graph);
            graph.prune();
            again |= trivialPhis(graph);
            again |= passBy(graph);
            graph.prune();
            again |= merge(graph);
            graph.prune();
            changed |= again;
        }
        return changed;
    }

    private static boolean decide(Graph graph) {
        boolean changed = false;
        Builder build = new Builder(graph);
        for (Block block : graph.blocks()) {
            if (!block.terminated() || !block.terminator().is(Op.BRANCH)) {
                continue;
            }
            Value branch = block.terminator();
            Boolean known = new Test(branch.cond(), branch.arg(0), branch.arg(1)).known();
            Block then = block.successors().get(0);
            Block otherwise = block.successors().get(1);
            if (known == null && then == otherwise && samePhis(block, then)) {
                known = true;
            }
            if (known != null) {
                Block to = known ? then : otherwise;
                keepOnly(build, block, branch, to);
                changed = true;
            }
        }
        return changed;
    }

    private static boolean samePhis(Block from, Block to) {
        int first = to.predecessors().indexOf(from);
        int last = to.predecessors().lastIndexOf(from);
        return to.phis().stream().allMatch(phi -> phi.arg(first) == phi.arg(last));
    }

    private static void keepOnly(Builder build, Block block, Value branch, Block to) {
        int index = to.predecessors().indexOf(block);
        List<Value> incoming = to.phis().stream().map(phi -> phi.arg(index)).toList();
        block.unterminate();
        build.at(block);
        build.position(branch.position());
        build.jump(to);
        for (int i = 0; i < incoming.size(); i++) {
            to.phis().get(i).args().add(incoming.get(i));
        }
    }

    private static boolean trivialPhis(Graph graph) {
        Map<Value, Value> replacements = new HashMap<>();
        for (Block block : graph.blocks()) {
            block.phis().removeIf(phi -> {
                Value only = only(phi);
                if (only != null) {
                    replacements.put(phi, only);
                }
                return only != null;
            });
        }
        graph.replace(replacements);
        return !replacements.isEmpty();
    }

    /** The one value that a phi can have besides itself, or null. */
    private static @org.jspecify.annotations.Nullable Value only(Value phi) {
        Value found = null;
        for (Value arg : phi.args()) {
            if (arg == phi || arg == found) {
                continue;
            }
            if (found != null) {
                return null;
            }
            found = arg;
        }
        return found;
    }

    /** Leads edges around blocks that do nothing but jump. */
    private static boolean passBy(Graph graph) {
        boolean changed = false;
        for (Block empty : graph.blocks()) {
            boolean candidate = empty != graph.entry()
                    && empty.body().isEmpty()
                    && empty.phis().isEmpty()
                    && empty.terminated()
                    && empty.terminator().is(Op.JUMP)
                    && empty.successors().getFirst() != empty;
            if (!candidate) {
                continue;
            }
            Block to = empty.successors().getFirst();
            for (Block from : List.copyOf(empty.predecessors())) {
                if (!from.terminated()
                        || (!to.phis().isEmpty() && to.predecessors().contains(from))) {
                    continue;
                }
                int index = to.predecessors().indexOf(empty);
                List<Value> incoming =
                        to.phis().stream().map(phi -> phi.arg(index)).toList();
                from.redirect(empty, to);
                for (int i = 0; i < incoming.size(); i++) {
                    to.phis().get(i).args().add(incoming.get(i));
                }
                changed = true;
            }
        }
        return changed;
    }

    private static boolean merge(Graph graph) {
        boolean changed = false;
        for (Block block : graph.blocks()) {
            while (!block.successors().isEmpty() && block.terminator().is(Op.JUMP)) {
                Block next = block.successors().getFirst();
                boolean single = next.predecessors().size() == 1 && next != block && next != graph.entry();
                if (!single || !next.phis().isEmpty() || !next.terminated()) {
                    break;
                }
                block.absorb(next);
                changed = true;
            }
        }
        return changed;
    }
}
