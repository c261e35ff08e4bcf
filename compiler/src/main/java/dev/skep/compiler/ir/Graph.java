package dev.skep.compiler.ir;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One function in SSA form. */
public final class Graph {
    private record Floating(
            Op op, Type type, long imm, @Nullable Object aux) {}

    /** One operand of one operation. */
    public record Use(Value user, int operand) {}

    private final String name;
    private final int parameters;
    private final Map<Floating, Value> floating = new HashMap<>();
    private final Map<Use, Long> bounds = new HashMap<>();
    private final List<StackSlot> slots = new ArrayList<>();
    private List<Block> blocks = new ArrayList<>();
    private int values;
    private int blockIds;
    private final Block entry;

    public Graph(String name, int parameters) {
        this.name = name;
        this.parameters = parameters;
        this.entry = newBlock();
    }

    public String name() {
        return name;
    }

    /** Number of arguments, at most five. */
    public int parameters() {
        return parameters;
    }

    public Block entry() {
        return entry;
    }

    /** All blocks; in reverse postorder after {@link #prune}. */
    public List<Block> blocks() {
        return blocks;
    }

    public List<StackSlot> slots() {
        return slots;
    }

    /** One more than the highest value number. */
    public int valueCount() {
        return values;
    }

    /** One more than the highest block number. */
    public int blockCount() {
        return blockIds;
    }

    public Block newBlock() {
        Block block = new Block(blockIds++);
        blocks.add(block);
        return block;
    }

    /** A value that stands nowhere yet. */
    public Value newValue(Op op, Type type, List<Value> args, long imm, @Nullable Object aux, Position position) {
        Value value = new Value(values++, op, type, args, imm, aux);
        value.position(position);
        return value;
    }

    /** The constant of a type; I32 are kept sign-extended. */
    public Value constant(Type type, long number) {
        return floating(Op.CONST, type, type == Type.I32 ? (int) number : number, null);
    }

    /** A value in no block, one for equal input. */
    public Value floating(Op op, Type type, long imm, @Nullable Object aux) {
        return floating.computeIfAbsent(
                new Floating(op, type, imm, aux), key -> newValue(op, type, List.of(), imm, aux, Position.UNKNOWN));
    }

    public StackSlot newSlot(int bytes) {
        StackSlot slot = new StackSlot(slots.size(), bytes);
        slots.add(slot);
        return slot;
    }

    public Value stackAddress(StackSlot slot, long offset) {
        return floating(Op.STACK, Type.PTR, offset, slot);
    }

    /**
     * Numbers that are proven to be neither negative nor above a bound where they are used as an index or a length: what a
     * verifier that has forgotten it must be told again.
     */
    public Map<Use, Long> bounds() {
        return bounds;
    }

    /** Says that all loops are complete: see {@link Value#isOpen()}. */
    public void close() {
        blocks.forEach(block -> block.phis().forEach(Value::close));
    }

    /** Drops blocks that cannot be reached, and brings the others into reverse postorder. */
    public void prune() {
        List<Block> postorder = new ArrayList<>();
        visit(entry, new HashSet<>(), postorder);
        Set<Block> reached = new HashSet<>(postorder);
        for (Block block : blocks) {
            if (!reached.contains(block)) {
                block.successors().stream().filter(reached::contains).toList().forEach(to -> to.removeEdge(block));
                block.successors().clear();
            }
        }
        blocks = new ArrayList<>(postorder.reversed());
    }

    private static void visit(Block root, Set<Block> seen, List<Block> postorder) {
        List<Block> stack = new ArrayList<>(List.of(root));
        Map<Block, Integer> next = new HashMap<>();
        seen.add(root);
        while (!stack.isEmpty()) {
            Block block = stack.getLast();
            int index = next.merge(block, 1, Integer::sum) - 1;
            int last = block.successors().size() - 1;
            if (index > last) {
                postorder.add(block);
                stack.removeLast();
            } else {
                Block successor = block.successors().get(last - index);
                if (seen.add(successor)) {
                    stack.add(successor);
                }
            }
        }
    }

    /** Puts other values in the place of some, everywhere. Chains of replacements are followed. */
    public void replace(Map<Value, Value> replacements) {
        if (replacements.isEmpty()) {
            return;
        }
        for (Block block : blocks) {
            block.phis().forEach(phi -> rewrite(phi.args(), replacements));
            block.body().forEach(value -> rewrite(value.args(), replacements));
            if (block.terminated()) {
                rewrite(block.terminator().args(), replacements);
            }
        }
    }

    private static void rewrite(List<Value> args, Map<Value, Value> replacements) {
        for (int i = 0; i < args.size(); i++) {
            Value to = args.get(i);
            for (Value next = replacements.get(to); next != null; next = replacements.get(to)) {
                to = next;
            }
            args.set(i, to);
        }
    }

    @Override
    public String toString() {
        return Printer.print(this);
    }
}
