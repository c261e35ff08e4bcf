package dev.skep.compiler.pass;

import dev.skep.compiler.ir.Access;
import dev.skep.compiler.ir.Block;
import dev.skep.compiler.ir.Graph;
import dev.skep.compiler.ir.Op;
import dev.skep.compiler.ir.Region;
import dev.skep.compiler.ir.Type;
import dev.skep.compiler.ir.Value;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Two stores of constants to neighbouring bytes become one of twice the width, as often as that goes: header fields, zeroing.
 *
 * <pre>
 *   *(u8 *)(p + 14) = 0x45                             *(u16 *)(p + 14) = 0x0045
 *   *(u8 *)(p + 15) = 0            becomes
 * </pre>
 *
 * <p>The earlier store moves down to the later one, so nothing between may touch its bytes. The stack wants alignment; eight
 * bytes only where the constant is an immediate operand, which is sign-extended from 32 bits.
 */
final class StoreMerging implements Pass {
    @Override
    public boolean run(Graph graph) {
        boolean changed = false;
        for (Block block : graph.blocks()) {
            changed |= run(graph, block);
        }
        return changed;
    }

    private static boolean run(Graph graph, Block block) {
        boolean changed = false;
        List<Value> window = new ArrayList<>();
        for (int i = 0; i < block.body().size(); i++) {
            Value value = block.body().get(i);
            switch (value.op()) {
                case LOAD, ATOMIC_ADD -> forget(window, value);
                case CALL -> window.clear();
                case STORE -> {
                    forget(window, value);
                    Value merged = candidate(value) ? mergeAll(graph, block, window, value) : value;
                    changed |= merged != value;
                    i = block.body().indexOf(merged);
                    if (candidate(merged)) {
                        window.add(merged);
                    }
                }
                default -> {}
            }
        }
        return changed;
    }

    private static void forget(List<Value> window, Value access) {
        Alias bytes = Alias.of(access);
        window.removeIf(store -> store.access().region() == access.access().region()
                && !Alias.of(store).apart(bytes));
    }

    private static boolean candidate(Value store) {
        Region region = store.access().region();
        return store.is(Op.STORE)
                && store.arg(1).isConst()
                && store.access().bytes() < 8
                && region != Region.CONTEXT
                && region != Region.KERNEL;
    }

    private static Value mergeAll(Graph graph, Block block, List<Value> window, Value store) {
        Value current = store;
        for (Value next = merge(graph, block, window, current);
                next != null;
                next = candidate(current) ? merge(graph, block, window, current) : null) {
            current = next;
        }
        return current;
    }

    private static @Nullable Value merge(Graph graph, Block block, List<Value> window, Value store) {
        for (Value earlier : window) {
            Value merged = merged(graph, earlier, store);
            if (merged != null) {
                block.insert(block.body().indexOf(store), merged);
                block.body().remove(store);
                block.body().remove(earlier);
                window.remove(earlier);
                return merged;
            }
        }
        return null;
    }

    private static @Nullable Value merged(Graph graph, Value a, Value b) {
        Alias x = Alias.of(a);
        Alias y = Alias.of(b);
        int bytes = x.bytes();
        boolean neighbours = bytes == y.bytes() && x.sameRoot(y) && Math.abs(x.offset() - y.offset()) == bytes;
        if (!neighbours || a.access().region() != b.access().region()) {
            return null;
        }
        Value low = x.offset() < y.offset() ? a : b;
        Value high = low == a ? b : a;
        boolean stack = a.access().region() == Region.STACK;
        if (stack && Math.floorMod(Alias.of(low).offset(), 2 * bytes) != 0) {
            return null;
        }
        long mask = (1L << (8 * bytes)) - 1;
        long number = (low.arg(1).imm() & mask) | (high.arg(1).imm() & mask) << (8 * bytes);
        if (bytes == 4 && number != (int) number) {
            return null;
        }
        Type type = bytes == 4 ? Type.I64 : Type.I32;
        return graph.newValue(
                Op.STORE,
                Type.VOID,
                List.of(low.arg(0), graph.constant(type, number)),
                low.imm(),
                new Access(2 * bytes, a.access().region()),
                b.position());
    }
}
