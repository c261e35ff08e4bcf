package dev.skep.compiler.pass;

import dev.skep.compiler.ir.Block;
import dev.skep.compiler.ir.Fold;
import dev.skep.compiler.ir.Graph;
import dev.skep.compiler.ir.Op;
import dev.skep.compiler.ir.Region;
import dev.skep.compiler.ir.StackSlot;
import dev.skep.compiler.ir.Type;
import dev.skep.compiler.ir.Value;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Executes a graph, to see whether a pass keeps its meaning. Memory is one array; what a call does is made up, but the same
 * for the same calls in the same order.
 *
 * <pre>
 *   0x100 context (data, end)   0x1000 map value   0x2000 packet   0x8000 stack slots
 * </pre>
 */
final class GraphMachine {
    static final int CONTEXT = 0x100;
    static final int MAP_VALUE = 0x1000;
    static final int PACKET = 0x2000;
    private static final int STACK = 0x8000;
    private static final int SLOT_BYTES = 0x200;
    private static final int STEPS = 100_000;

    /** What can be seen from outside: the result, the calls, and memory without the stack. */
    record Outcome(long result, List<String> calls, byte[] memory) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Outcome o
                    && result == o.result
                    && calls.equals(o.calls)
                    && Arrays.equals(memory, o.memory);
        }

        @Override
        public int hashCode() {
            return Long.hashCode(result);
        }

        @Override
        public String toString() {
            return result + " " + calls + " memory " + Arrays.hashCode(memory);
        }
    }

    private final ByteBuffer memory = ByteBuffer.allocate(0x10000).order(ByteOrder.LITTLE_ENDIAN);
    private final Map<Value, Long> values = new HashMap<>();
    private final List<String> calls = new ArrayList<>();

    private GraphMachine(long seed, int packetBytes) {
        byte[] noise = new byte[STACK];
        new Random(seed).nextBytes(noise);
        memory.put(0, noise);
        memory.putInt(CONTEXT, PACKET).putInt(CONTEXT + 4, PACKET + packetBytes);
    }

    /** Runs a graph on made-up memory. */
    static Outcome run(Graph graph, long seed, int packetBytes) {
        return new GraphMachine(seed, packetBytes).run(graph);
    }

    private Outcome run(Graph graph) {
        Block block = graph.entry();
        for (int step = 0; step < STEPS; step++) {
            for (Value value : block.body()) {
                execute(value);
            }
            Value end = block.terminator();
            if (end.is(Op.RETURN)) {
                byte[] visible = Arrays.copyOf(memory.array(), STACK);
                return new Outcome(end.args().isEmpty() ? 0 : (int) get(end.arg(0)), calls, visible);
            }
            boolean first = end.is(Op.JUMP) || end.cond().holds(end.arg(0).type(), get(end.arg(0)), get(end.arg(1)));
            Block next = block.successors().get(first ? 0 : 1);
            enter(block, next);
            block = next;
        }
        throw new IllegalStateException("no end of " + graph);
    }

    private void enter(Block from, Block to) {
        int index = to.predecessors().indexOf(from);
        Map<Value, Long> incoming = new HashMap<>();
        to.phis().forEach(phi -> incoming.put(phi, get(phi.arg(index))));
        values.putAll(incoming);
    }

    private long get(Value value) {
        return switch (value.op()) {
            case CONST -> value.imm();
            case PARAM -> CONTEXT;
            case STACK -> slot(value.slot()) + value.imm();
            case MAP, FUNCTION, KSYM -> 1;
            case MAP_VALUE -> MAP_VALUE + value.imm();
            default -> {
                Long known = values.get(value);
                if (known == null) {
                    throw new IllegalStateException(value + " is used before it is made");
                }
                yield known;
            }
        };
    }

    private static long slot(StackSlot slot) {
        return STACK + (long) slot.number() * SLOT_BYTES;
    }

    private void execute(Value value) {
        switch (value.op()) {
            case LOAD -> values.put(value, load(value));
            case STORE -> store(value);
            case CALL -> values.put(value, call(value));
            case CHECK -> {}
            default -> {
                long a = get(value.arg(0));
                long b = value.args().size() > 1 ? get(value.arg(1)) : 0;
                Type type = value.is(Op.TRUNC) ? Type.I32 : value.type();
                values.put(value, Fold.eval(value.op(), type == Type.PTR ? Type.I64 : type, a, b));
            }
        }
    }

    private long load(Value value) {
        int at = (int) (get(value.arg(0)) + value.imm());
        long loaded = switch (value.access().bytes()) {
            case 1 -> memory.get(at) & 0xff;
            case 2 -> memory.getShort(at) & 0xffff;
            case 4 -> memory.getInt(at) & 0xffff_ffffL;
            default -> memory.getLong(at);
        };
        return value.type() == Type.I32 ? (int) loaded : loaded;
    }

    private void store(Value value) {
        int at = (int) (get(value.arg(0)) + value.imm());
        long stored = get(value.arg(1));
        switch (value.access().bytes()) {
            case 1 -> memory.put(at, (byte) stored);
            case 2 -> memory.putShort(at, (short) stored);
            case 4 -> memory.putInt(at, (int) stored);
            default -> memory.putLong(at, stored);
        }
    }

    /** Sees its arguments, and of addresses the eight bytes there; writes what it is said to write. */
    private long call(Value call) {
        StringBuilder seen = new StringBuilder(call.callee().name());
        for (Value arg : call.args()) {
            long value = get(arg);
            boolean memoryToo = arg.type() == Type.PTR && value >= MAP_VALUE;
            seen.append(' ')
                    .append(memoryToo ? memory.getLong((int) value) : arg.type() == Type.I32 ? (int) value : value);
        }
        long result = seen.toString().hashCode();
        if (call.callee().pure()) {
            return result;
        }
        calls.add(seen.toString());
        result += calls.size();
        if (call.callee().writes().contains(Region.PACKET)) {
            memory.putLong(PACKET + 8, result);
        }
        for (Value arg : call.args()) {
            if (arg.is(Op.STACK) && call.callee().writes().contains(Region.STACK)) {
                memory.putLong((int) get(arg), result);
            }
        }
        return call.type() == Type.I32 ? (int) result : result;
    }
}
