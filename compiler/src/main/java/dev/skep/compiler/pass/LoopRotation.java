package dev.skep.compiler.pass;

import dev.skep.compiler.ir.Block;
import dev.skep.compiler.ir.Builder;
import dev.skep.compiler.ir.Dominators;
import dev.skep.compiler.ir.Graph;
import dev.skep.compiler.ir.Op;
import dev.skep.compiler.ir.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Moves the test of a loop from its top to its bottom: one jump less per turn, and the first test mostly folds away.
 *
 * <pre>
 *   before → header: test → exit           before: test → exit
 *              ↓   ↑                          ↓
 *             body                           body: test → exit
 *                                             ↓↑ (back to body)
 * </pre>
 *
 * <p>The header's operations are copied to the end of the block before the loop and of the block that jumps back, and
 * {@link SsaRepair} says which copy holds where. Only loops whose header does little but test are turned.
 */
final class LoopRotation implements Pass {
    private static final int MAX_HEADER = 6;

    @Override
    public boolean run(Graph graph) {
        boolean changed = false;
        while (rotateOne(graph)) {
            graph.prune();
            changed = true;
        }
        return changed;
    }

    private static boolean rotateOne(Graph graph) {
        Map<Block, Set<Block>> loops = new Dominators(graph).loops();
        for (Block header : graph.blocks()) {
            Set<Block> body = loops.get(header);
            if (body != null && rotatable(header, body)) {
                rotate(graph, header, body);
                return true;
            }
        }
        return false;
    }

    private static boolean rotatable(Block header, Set<Block> body) {
        boolean small = header.body().size() <= MAX_HEADER
                && header.body().stream().allMatch(v -> v.op().arithmetic() || v.is(Op.LOAD));
        if (!header.terminator().is(Op.BRANCH) || !small) {
            return false;
        }
        boolean leaves = body.contains(header.successors().get(0))
                != body.contains(header.successors().get(1));
        boolean toItself = header.successors().contains(header);
        boolean atTop = header.predecessors().stream()
                .filter(body::contains)
                .allMatch(latch -> latch.terminator().is(Op.JUMP));
        return leaves && !toItself && atTop;
    }

    private static void rotate(Graph graph, Block header, Set<Block> body) {
        Block before = single(
                graph,
                header,
                header.predecessors().stream().filter(p -> !body.contains(p)).toList());
        Block latch = single(
                graph,
                header,
                header.predecessors().stream().filter(body::contains).toList());
        Map<Value, Value> first = copy(graph, header, before);
        Map<Value, Value> again = copy(graph, header, latch);
        Block then = between(graph, header, 0);
        Block otherwise = between(graph, header, 1);
        branch(graph, header, before, first, then, otherwise);
        branch(graph, header, latch, again, then, otherwise);
        List<Value> defined = new ArrayList<>(header.phis());
        defined.addAll(header.body());
        header.unterminate();
        graph.blocks().remove(header);
        Map<Value, SsaRepair> repairs = new HashMap<>();
        for (Value value : defined) {
            Value entering = first.getOrDefault(value, value);
            Value returning = again.getOrDefault(value, value);
            Map<Block, Supplier<Value>> definitions =
                    Map.of(before, () -> entering, latch, () -> at(latch, returning, repairs));
            repairs.put(value, new SsaRepair(graph, value.type(), definitions));
        }
        repair(graph, repairs);
    }

    /** The only block that leads to the header from one side; made if there are several or it leads elsewhere too. */
    private static Block single(Graph graph, Block header, List<Block> from) {
        if (from.size() == 1 && from.getFirst().terminator().is(Op.JUMP)) {
            return from.getFirst();
        }
        Builder build = new Builder(graph);
        Block joined = graph.newBlock();
        List<List<Value>> incoming = new ArrayList<>();
        for (Value phi : header.phis()) {
            List<Value> values = new ArrayList<>();
            for (int i = 0; i < phi.args().size(); i++) {
                if (from.contains(header.predecessors().get(i))) {
                    values.add(phi.arg(i));
                }
            }
            incoming.add(values);
        }
        for (Block predecessor : from) {
            predecessor.redirect(header, joined);
        }
        List<Value> merged = new ArrayList<>();
        for (int i = 0; i < incoming.size(); i++) {
            Value phi = build.phi(joined, header.phis().get(i).type());
            phi.args().addAll(incoming.get(i));
            merged.add(phi);
        }
        build.at(joined);
        build.position(header.terminator().position());
        build.jump(header);
        for (int i = 0; i < merged.size(); i++) {
            header.phis().get(i).args().add(merged.get(i));
        }
        return joined;
    }

    /** Copies the header's operations to the end of a block that jumps to it; what each value is there. */
    private static Map<Value, Value> copy(Graph graph, Block header, Block to) {
        Map<Value, Value> copies = new HashMap<>();
        int index = header.predecessors().indexOf(to);
        header.phis().forEach(phi -> copies.put(phi, phi.arg(index)));
        Builder build = new Builder(graph);
        build.at(to);
        for (Value value : header.body()) {
            build.position(value.position());
            List<Value> args =
                    value.args().stream().map(a -> copies.getOrDefault(a, a)).toList();
            Value made = value.op().binary()
                    ? build.binary(value.op(), args.get(0), args.get(1))
                    : value.op().arithmetic()
                            ? build.unary(value.op(), value.type(), args.get(0))
                            : build.raw(value.op(), value.type(), args, value.imm(), value.aux());
            copies.put(value, made);
        }
        return copies;
    }

    /** A block on the header's way to a successor, without a predecessor yet. */
    private static Block between(Graph graph, Block header, int way) {
        Block to = header.successors().get(way);
        Block between = graph.newBlock();
        header.successors().set(way, between);
        between.predecessors().add(header);
        to.replacePredecessor(header, between);
        new Builder(graph).jumpUnlinked(between, to);
        if (to.unlikely()) {
            between.markUnlikely();
        }
        return between;
    }

    private static void branch(
            Graph graph, Block header, Block from, Map<Value, Value> copies, Block then, Block otherwise) {
        Value branch = header.terminator();
        List<Value> args =
                branch.args().stream().map(a -> copies.getOrDefault(a, a)).toList();
        from.unterminate();
        from.terminate(
                graph.newValue(Op.BRANCH, branch.type(), args, branch.imm(), branch.cond(), branch.position()),
                then,
                otherwise);
    }

    /** Lets everybody who used the header's values use what holds where they are. */
    private static void repair(Graph graph, Map<Value, SsaRepair> repairs) {
        for (Block block : List.copyOf(graph.blocks())) {
            for (Value phi : List.copyOf(block.phis())) {
                for (int i = 0; i < phi.args().size(); i++) {
                    SsaRepair repair = repairs.get(phi.arg(i));
                    if (repair != null) {
                        phi.args().set(i, repair.atEnd(block.predecessors().get(i)));
                    }
                }
            }
            for (Value value : block.body()) {
                value.args().replaceAll(arg -> at(block, arg, repairs));
            }
            block.terminator().args().replaceAll(arg -> at(block, arg, repairs));
        }
    }

    private static Value at(Block block, Value arg, Map<Value, SsaRepair> repairs) {
        SsaRepair repair = repairs.get(arg);
        return repair == null ? arg : repair.atStart(block);
    }
}
