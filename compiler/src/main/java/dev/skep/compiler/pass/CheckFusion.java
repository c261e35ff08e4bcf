package dev.skep.compiler.pass;

import dev.skep.compiler.ir.Block;
import dev.skep.compiler.ir.Builder;
import dev.skep.compiler.ir.Cond;
import dev.skep.compiler.ir.Graph;
import dev.skep.compiler.ir.Op;
import dev.skep.compiler.ir.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Several checks of views that start at the same address become one, of the longest: views of Ethernet and IP headers are
 * mostly taken and tested one after the other.
 *
 * <pre>
 *   if (data + 14 &gt; end) return PASS;                if (data + 34 &gt; end) return PASS;
 *   if (type != IPV4) return PASS;        becomes     if (type != IPV4) return PASS;
 *   if (data + 34 &gt; end) return PASS;
 * </pre>
 *
 * <p>The first check may ask for more if everything between does nothing but read, and every way out between leads to where
 * the failed check leads. The later checks are then implied ({@link ImpliedBranches}).
 */
final class CheckFusion implements Pass {
    private static final int REACH = 16;

    @Override
    public boolean run(Graph graph) {
        boolean changed = false;
        Builder build = new Builder(graph);
        for (Block block : graph.blocks()) {
            PacketCheck check = PacketCheck.of(block);
            if (check != null) {
                long most = longest(block, check);
                if (most > check.bytes()) {
                    raise(build, block, check, most);
                    changed = true;
                }
            }
        }
        return changed;
    }

    private static long longest(Block head, PacketCheck check) {
        long most = check.bytes();
        Block from = head;
        Block block = check.success();
        for (int i = 0; i < REACH && block.predecessors().size() == 1 && onlyReads(block); i++) {
            PacketCheck next = PacketCheck.of(block);
            if (next != null && next.alike(check) && sameWay(head, block, check.failure(), next.failure())) {
                most = Math.max(most, next.bytes());
            }
            Block on = goesOn(head, block, check.failure());
            if (on == null || on == from) {
                break;
            }
            from = block;
            block = on;
        }
        return most;
    }

    private static boolean onlyReads(Block block) {
        return block.body().stream().allMatch(v -> v.op().arithmetic() || v.is(Op.LOAD));
    }

    /** The way that does not lead to the failure, if the other does. */
    private static @Nullable Block goesOn(Block head, Block block, Block failure) {
        List<Block> ways = block.successors();
        if (ways.size() == 1) {
            return ways.getFirst();
        }
        if (ways.size() != 2 || ways.get(0) == ways.get(1)) {
            return null;
        }
        if (sameWay(head, block, failure, ways.get(0))) {
            return ways.get(1);
        }
        return sameWay(head, block, failure, ways.get(1)) ? ways.get(0) : null;
    }

    /** Whether both blocks lead to one place with the same values. */
    private static boolean sameWay(Block a, Block b, Block fromA, Block fromB) {
        if (fromA != fromB) {
            return false;
        }
        int first = fromA.predecessors().indexOf(a);
        int second = fromA.predecessors().indexOf(b);
        return fromA.phis().stream().allMatch(phi -> phi.arg(first) == phi.arg(second));
    }

    private static void raise(Builder build, Block block, PacketCheck check, long bytes) {
        Value branch = block.terminator();
        build.at(block);
        build.position(branch.position());
        Value place = build.offset(check.root(), bytes);
        boolean failsFirst = block.successors().get(0) == check.failure();
        branch.become(Op.BRANCH, failsFirst ? Cond.UGT : Cond.ULE, List.of(place, check.end()));
    }
}
