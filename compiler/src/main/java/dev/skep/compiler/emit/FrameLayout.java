package dev.skep.compiler.emit;

import dev.skep.compiler.ir.Graph;
import dev.skep.compiler.ir.StackSlot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where each slot lies below the frame pointer. Slots that are never in use at the same time share their place; large ones
 * are placed first.
 */
final class FrameLayout {
    private static final int ALIGNMENT = 8;

    /** Distance of a slot's low end below the frame pointer. */
    private final Map<StackSlot, Integer> depths = new LinkedHashMap<>();

    private int bytes;

    FrameLayout(Graph graph) {
        SlotLifetimes lifetimes = new SlotLifetimes(graph);
        List<StackSlot> slots = new ArrayList<>(lifetimes.slots());
        slots.sort(Comparator.comparingInt(StackSlot::bytes).reversed());
        for (StackSlot slot : slots) {
            int depth = lowestFree(slot, lifetimes);
            depths.put(slot, depth);
            bytes = Math.max(bytes, depth);
        }
    }

    private static int size(StackSlot slot) {
        return (slot.bytes() + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }

    /** The least depth at which the slot overlaps none that it conflicts with. */
    private int lowestFree(StackSlot slot, SlotLifetimes lifetimes) {
        int depth = size(slot);
        boolean moved = true;
        while (moved) {
            moved = false;
            for (Map.Entry<StackSlot, Integer> placed : depths.entrySet()) {
                int bottom = placed.getValue();
                int top = bottom - size(placed.getKey());
                boolean overlaps = depth > top && depth - size(slot) < bottom;
                if (overlaps && lifetimes.conflict(slot, placed.getKey())) {
                    depth = bottom + size(slot);
                    moved = true;
                }
            }
        }
        return depth;
    }

    /** Offset from the frame pointer, negative. */
    int offset(StackSlot slot) {
        return -java.util.Objects.requireNonNull(depths.get(slot));
    }

    /** Bytes in use, a multiple of eight. */
    int bytes() {
        return bytes;
    }
}
