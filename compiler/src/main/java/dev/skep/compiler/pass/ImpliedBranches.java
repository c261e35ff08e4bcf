package dev.skep.compiler.pass;

import dev.skep.compiler.ir.Block;
import dev.skep.compiler.ir.Cond;
import dev.skep.compiler.ir.Dominators;
import dev.skep.compiler.ir.Graph;
import dev.skep.compiler.ir.Op;
import dev.skep.compiler.ir.Value;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides branches whose outcome follows from a branch that was taken on every way to them: the same comparison, its
 * negation or mirror image, or a shorter check of the same packet view. A walk over the dominator tree carries what each
 * edge has taught.
 */
final class ImpliedBranches implements Pass {
    private record Fact(Cond cond, Value a, Value b) {}

    private boolean changed;

    @Override
    public boolean run(Graph graph) {
        changed = false;
        visit(graph, new Dominators(graph), graph.entry(), List.of(), List.of());
        return changed;
    }

    private void visit(
            Graph graph, Dominators dominators, Block block, List<Fact> inherited, List<PacketCheck> passed) {
        List<Fact> facts = new ArrayList<>(inherited);
        List<PacketCheck> checks = new ArrayList<>(passed);
        learn(dominators, block, facts, checks);
        decide(graph, block, facts, checks);
        for (Block child : dominators.children(block)) {
            visit(graph, dominators, child, facts, checks);
        }
    }

    private static void learn(Dominators dominators, Block block, List<Fact> facts, List<PacketCheck> checks) {
        Block parent = dominators.idom(block);
        if (parent == null
                || block.predecessors().size() != 1
                || !parent.terminator().is(Op.BRANCH)) {
            return;
        }
        if (parent.successors().get(0) == parent.successors().get(1)) {
            return;
        }
        Value branch = parent.terminator();
        Cond cond = parent.successors().get(0) == block
                ? branch.cond()
                : branch.cond().negated();
        facts.add(new Fact(cond, branch.arg(0), branch.arg(1)));
        PacketCheck check = PacketCheck.of(parent);
        if (check != null && check.success() == block) {
            checks.add(check);
        }
    }

    private void decide(Graph graph, Block block, List<Fact> facts, List<PacketCheck> checks) {
        Value branch = block.terminator();
        if (!branch.is(Op.BRANCH) || branch.arg(0).isConst()) {
            return;
        }
        Boolean outcome = outcome(branch, facts);
        PacketCheck check = PacketCheck.of(block);
        if (outcome == null
                && check != null
                && checks.stream().anyMatch(c -> c.alike(check) && c.bytes() >= check.bytes())) {
            outcome = check.success() == block.successors().get(0);
        }
        if (outcome != null) {
            // ControlFlow takes it from here.
            Value zero = graph.constant(dev.skep.compiler.ir.Type.I32, 0);
            branch.become(Op.BRANCH, outcome ? Cond.EQ : Cond.NE, List.of(zero, zero));
            changed = true;
        }
    }

    private static @Nullable Boolean outcome(Value branch, List<Fact> facts) {
        for (Fact fact : facts) {
            Cond known = null;
            if (fact.a == branch.arg(0) && fact.b == branch.arg(1)) {
                known = fact.cond;
            } else if (fact.a == branch.arg(1) && fact.b == branch.arg(0)) {
                known = fact.cond.swapped();
            }
            if (known != null) {
                if (implies(known, branch.cond())) {
                    return true;
                }
                if (implies(known, branch.cond().negated())) {
                    return false;
                }
            }
        }
        return null;
    }

    /** Whether one condition on two numbers makes sure of another. */
    private static boolean implies(Cond known, Cond asked) {
        if (known == asked) {
            return true;
        }
        return switch (known) {
            case EQ -> asked == Cond.ULE || asked == Cond.UGE || asked == Cond.SLE || asked == Cond.SGE;
            case ULT -> asked == Cond.ULE || asked == Cond.NE;
            case UGT -> asked == Cond.UGE || asked == Cond.NE;
            case SLT -> asked == Cond.SLE || asked == Cond.NE;
            case SGT -> asked == Cond.SGE || asked == Cond.NE;
            default -> false;
        };
    }
}
