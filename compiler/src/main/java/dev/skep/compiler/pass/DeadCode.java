package dev.skep.compiler.pass;

import dev.skep.compiler.ir.Block;
import dev.skep.compiler.ir.Graph;
import dev.skep.compiler.ir.Op;
import dev.skep.compiler.ir.StackSlot;
import dev.skep.compiler.ir.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Removes what nobody needs: values without use, and stores to slots of the stack that are never read. */
final class DeadCode implements Pass {
    @Override
    public boolean run(Graph graph) {
        Set<StackSlot> read = slotsRead(graph);
        Set<Value> needed = new HashSet<>();
        List<Value> work = new ArrayList<>();
        for (Block block : graph.blocks()) {
            block.body().stream().filter(v -> isRoot(v, read)).forEach(work::add);
            if (block.terminated()) {
                work.add(block.terminator());
            }
        }
        while (!work.isEmpty()) {
            Value value = work.removeLast();
            if (needed.add(value)) {
                work.addAll(value.args());
            }
        }
        boolean changed = false;
        for (Block block : graph.blocks()) {
            changed |= block.phis().removeIf(v -> !needed.contains(v));
            changed |= block.body().removeIf(v -> !needed.contains(v));
        }
        return changed;
    }

    private static boolean isRoot(Value value, Set<StackSlot> read) {
        return switch (value.op()) {
            case STORE ->
                !value.arg(0).is(Op.STACK) || read.contains(value.arg(0).slot());
            case ATOMIC_ADD, CHECK -> true;
            case CALL -> !value.callee().pure();
            default -> false;
        };
    }

    /** Slots that are loaded from, or whose address goes anywhere but into a store's address. */
    private static Set<StackSlot> slotsRead(Graph graph) {
        Set<StackSlot> read = new HashSet<>();
        for (Block block : graph.blocks()) {
            block.phis().forEach(phi -> note(phi, 0, read));
            for (Value value : block.body()) {
                note(value, value.is(Op.STORE) ? 1 : 0, read);
            }
            if (block.terminated()) {
                note(block.terminator(), 0, read);
            }
        }
        return read;
    }

    private static void note(Value value, int from, Set<StackSlot> read) {
        for (int i = from; i < value.args().size(); i++) {
            if (value.arg(i).is(Op.STACK)) {
                read.add(value.arg(i).slot());
            }
        }
    }
}
