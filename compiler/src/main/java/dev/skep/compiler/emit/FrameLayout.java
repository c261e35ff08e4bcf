package dev.skep.compiler.emit;

import dev.skep.compiler.ir.Block;
import dev.skep.compiler.ir.Graph;
import dev.skep.compiler.ir.Op;
import dev.skep.compiler.ir.StackSlot;
import dev.skep.compiler.ir.Value;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** Where each slot lies below the frame pointer. */
final class FrameLayout {
    private final Map<StackSlot, Integer> offsets = new HashMap<>();
    private int bytes;

    FrameLayout(Graph graph) {
        Set<StackSlot> used = new LinkedHashSet<>();
        for (Block block : graph.blocks()) {
            block.phis().forEach(v -> note(v, used));
            block.body().forEach(v -> note(v, used));
            note(block.terminator(), used);
        }
        for (StackSlot slot : used) {
            bytes += (slot.bytes() + 7) / 8 * 8;
            offsets.put(slot, -bytes);
        }
    }

    private static void note(Value value, Set<StackSlot> used) {
        for (Value arg : value.args()) {
            if (arg.is(Op.STACK)) {
                used.add(arg.slot());
            }
        }
    }

    /** Offset from the frame pointer, negative. */
    int offset(StackSlot slot) {
        return java.util.Objects.requireNonNull(offsets.get(slot));
    }

    /** Bytes in use, a multiple of eight. */
    int bytes() {
        return bytes;
    }
}
