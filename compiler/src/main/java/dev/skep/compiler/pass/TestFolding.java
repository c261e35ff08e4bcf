package dev.skep.compiler.pass;

import dev.skep.compiler.ir.Block;
import dev.skep.compiler.ir.Cond;
import dev.skep.compiler.ir.Graph;
import dev.skep.compiler.ir.Op;
import dev.skep.compiler.ir.Type;
import dev.skep.compiler.ir.Value;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Folds the operation before a comparison into it, where nobody else wants its result:
 *
 * <pre>
 *   (x &amp; m) != 0      becomes   x has a bit of m
 *   x + k == c                  x == c - k
 *   x ^ k == c                  x == c ^ k
 * </pre>
 *
 * <p>Where the result lives on, the comparison stays: it is what teaches the verifier the result's bounds. {@code n > 0}
 * stays what it is for the same reason; from {@code n != 0} the verifier before Linux 6.8 learns nothing.
 */
final class TestFolding implements Pass {
    @Override
    public boolean run(Graph graph) {
        Map<Value, Integer> uses = PhiSinking.uses(graph);
        boolean changed = false;
        for (Block block : graph.blocks()) {
            Value branch = block.terminator();
            while (branch.is(Op.BRANCH) && branch.arg(1).isConst() && uses.getOrDefault(branch.arg(0), 0) == 1) {
                if (!fold(graph, branch)) {
                    break;
                }
                changed = true;
                uses.merge(branch.arg(0), 1, Math::max);
            }
        }
        return changed;
    }

    private static boolean fold(Graph graph, Value branch) {
        Value tested = branch.arg(0);
        boolean foldable = tested.op().arithmetic()
                && tested.args().size() == 2
                && tested.type() != Type.PTR
                && tested.arg(0).type() == tested.type()
                && tested.arg(1).isConst();
        if (!foldable) {
            return false;
        }
        long c = branch.arg(1).imm();
        long k = tested.arg(1).imm();
        Cond cond = branch.cond();
        if (tested.is(Op.AND)) {
            Cond bit = bitTest(cond, c, k);
            if (bit != null) {
                branch.become(Op.BRANCH, bit, List.of(tested.arg(0), tested.arg(1)));
            }
            return bit != null;
        }
        boolean equality = cond == Cond.EQ || cond == Cond.NE;
        if (equality && (tested.is(Op.ADD) || tested.is(Op.XOR))) {
            long other = tested.is(Op.ADD) ? c - k : c ^ k;
            branch.become(Op.BRANCH, cond, List.of(tested.arg(0), graph.constant(tested.type(), other)));
            return true;
        }
        return false;
    }

    /** The bit test that a comparison of {@code x & k} with {@code c} is, or null. */
    private static @Nullable Cond bitTest(Cond cond, long c, long k) {
        boolean one = Long.bitCount(k) == 1 && c == k;
        boolean none = (c == 0 && (cond == Cond.EQ || cond == Cond.ULE)) || (c == 1 && cond == Cond.ULT);
        boolean some = (c == 0 && (cond == Cond.NE || cond == Cond.UGT)) || (c == 1 && cond == Cond.UGE);
        if (none || (one && cond == Cond.NE)) {
            return Cond.NTEST;
        }
        return some || (one && cond == Cond.EQ) ? Cond.TEST : null;
    }
}
