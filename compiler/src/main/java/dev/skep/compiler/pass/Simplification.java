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
import org.jspecify.annotations.Nullable;

/** Applies the builder's rules again, now that phis are known and operands have become simpler. */
final class Simplification implements Pass {
    @Override
    public boolean run(Graph graph) {
        Builder build = new Builder(graph);
        Map<Value, Value> replacements = new HashMap<>();
        boolean changed = false;
        for (Block block : graph.blocks()) {
            for (int i = 0; i < block.body().size(); i++) {
                Value value = block.body().get(i);
                substitute(value, replacements);
                if (!value.op().arithmetic()) {
                    continue;
                }
                build.position(value.position());
                build.at(block, i);
                Value simple = build.simpler(value);
                i = build.index();
                if (simple != null && simple != value) {
                    replacements.put(value, simple);
                }
            }
            if (block.terminated()) {
                substitute(block.terminator(), replacements);
                changed |= simplifyBranch(build, block);
            }
        }
        graph.replace(replacements);
        return changed || !replacements.isEmpty();
    }

    private static void substitute(Value value, Map<Value, Value> replacements) {
        List<Value> args = value.args();
        for (int i = 0; i < args.size(); i++) {
            Value by = resolve(args.get(i), replacements);
            if (by != null) {
                args.set(i, by);
            }
        }
    }

    private static @Nullable Value resolve(Value value, Map<Value, Value> replacements) {
        Value found = null;
        for (Value next = replacements.get(value); next != null; next = replacements.get(next)) {
            found = next;
        }
        return found;
    }

    private static boolean simplifyBranch(Builder build, Block block) {
        Value branch = block.terminator();
        if (!branch.is(Op.BRANCH)) {
            return false;
        }
        build.position(branch.position());
        build.at(block);
        Test before = new Test(branch.cond(), branch.arg(0), branch.arg(1));
        Test after = build.simplify(before);
        if (after.equals(before)) {
            return false;
        }
        branch.become(Op.BRANCH, after.cond(), List.of(after.a(), after.b()));
        return true;
    }
}
