package dev.skep.compiler.pass;

import dev.skep.compiler.ir.Block;
import dev.skep.compiler.ir.Builder;
import dev.skep.compiler.ir.Callee;
import dev.skep.compiler.ir.Cond;
import dev.skep.compiler.ir.Graph;
import dev.skep.compiler.ir.Op;
import dev.skep.compiler.ir.Type;
import dev.skep.compiler.ir.Value;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Places in packets that depend on an index. The verifier forgets how much of the packet lies behind a pointer when a number
 * is added that it does not know (linux v6.12 kernel/bpf/verifier.c adjust_ptr_min_max_vals), even if the index has been proven
 * to stay inside a view. So the sum is compared with the packet's end once more:
 *
 * <pre>
 *   place = base + index
 *   if place + bytes > end: place = base        never taken
 * </pre>
 *
 * <p>A number that is made of constants alone, such as the counter of a loop, the verifier knows on each path that it walks:
 * there a plain sum does.
 */
final class PacketIndexes implements Pass {
    private final Map<Value, Value> replacements = new HashMap<>();

    @Override
    public boolean run(Graph graph) {
        Builder build = new Builder(graph);
        for (Block block : List.copyOf(graph.blocks())) {
            Block at = block;
            for (int i = 0; i < at.body().size(); i++) {
                Value value = at.body().get(i);
                if (!value.is(Op.CALL) || value.callee() != Callee.PACKET_INDEX) {
                    continue;
                }
                build.position(value.position());
                if (known(value.arg(1), new HashSet<>())) {
                    at.body().remove(i);
                    build.at(at, i);
                    replacements.put(value, build.binary(Op.PTRADD, value.arg(0), value.arg(1)));
                    i = build.index() - 1;
                } else {
                    at = checked(graph, build, at, i, value);
                    i = -1;
                }
            }
        }
        graph.replace(replacements);
        graph.prune();
        return !replacements.isEmpty();
    }

    /** Puts the comparison in the place of an operation; answers the block that goes on behind it. */
    private Block checked(Graph graph, Builder build, Block block, int index, Value value) {
        Block rest = graph.newBlock();
        block.body().remove(index);
        block.split(index, rest);
        Block beyond = graph.newBlock();
        beyond.markUnlikely();
        build.at(block);
        Value place = build.binary(Op.PTRADD, value.arg(0), value.arg(1));
        Value last = build.binary(Op.PTRADD, place, value.arg(3));
        build.branch(Cond.UGT, last, value.arg(2), beyond, rest);
        build.at(beyond);
        build.jump(rest);
        Value chosen = build.phi(rest, Type.PTR);
        rest.predecessors().forEach(from -> chosen.args().add(from == beyond ? value.arg(0) : place));
        replacements.put(value, chosen);
        return rest;
    }

    /** Whether a number depends on constants alone; {@code seen} are phis that are taken to be so. */
    private static boolean known(Value number, Set<Value> seen) {
        if (number.isConst()) {
            return true;
        }
        boolean follow = number.op().arithmetic() || (number.is(Op.PHI) && number.type() != Type.PTR);
        return follow && (!seen.add(number) || number.args().stream().allMatch(arg -> known(arg, seen)));
    }
}
