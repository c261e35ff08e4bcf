package dev.skep.compiler.emit;

import dev.skep.compiler.ir.Block;
import dev.skep.compiler.ir.Graph;
import dev.skep.compiler.ir.Op;
import dev.skep.compiler.ir.StackSlot;
import dev.skep.compiler.ir.Value;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which slots of the frame are in use at the same time. A slot is in use where it has been touched on some way here and
 * may be touched on some way from here. A slot whose address goes anywhere but into loads, stores and calls is in use
 * everywhere.
 */
final class SlotLifetimes {
    private final Map<StackSlot, Integer> numbers = new LinkedHashMap<>();
    private final BitSet[] conflicts;
    private final BitSet everywhere = new BitSet();
    private final Map<Block, BitSet> touched = new HashMap<>();
    private final Map<Block, BitSet> before = new HashMap<>();
    private final Map<Block, BitSet> after = new HashMap<>();

    SlotLifetimes(Graph graph) {
        for (Block block : graph.blocks()) {
            touched.put(block, new BitSet());
            before.put(block, new BitSet());
            after.put(block, new BitSet());
            operations(block).forEach(value -> touched(block).or(slots(value)));
        }
        conflicts = new BitSet[numbers.size()];
        for (int i = 0; i < conflicts.length; i++) {
            conflicts[i] = new BitSet();
        }
        flow(graph);
        for (Block block : graph.blocks()) {
            meet(block);
        }
        for (int i = everywhere.nextSetBit(0); i >= 0; i = everywhere.nextSetBit(i + 1)) {
            conflicts[i].set(0, conflicts.length);
            for (BitSet other : conflicts) {
                other.set(i);
            }
        }
    }

    private static List<Value> operations(Block block) {
        List<Value> all = new ArrayList<>(block.phis());
        all.addAll(block.body());
        all.add(block.terminator());
        return all;
    }

    private BitSet touched(Block block) {
        return of(touched, block);
    }

    private static BitSet of(Map<Block, BitSet> map, Block block) {
        return map.computeIfAbsent(block, key -> new BitSet());
    }

    /** The slots that an operation touches. */
    private BitSet slots(Value value) {
        BitSet found = new BitSet();
        for (int i = 0; i < value.args().size(); i++) {
            Value arg = value.arg(i);
            if (!arg.is(Op.STACK)) {
                continue;
            }
            int number = numbers.computeIfAbsent(arg.slot(), key -> numbers.size());
            found.set(number);
            boolean passing = value.is(Op.LOAD) || value.is(Op.CALL) || value.is(Op.ATOMIC_ADD);
            if (!passing && !(value.is(Op.STORE) && i == 0)) {
                everywhere.set(number);
            }
        }
        return found;
    }

    private void flow(Graph graph) {
        boolean changed = true;
        while (changed) {
            changed = false;
            for (Block block : graph.blocks()) {
                for (Block successor : block.successors()) {
                    changed |= add(of(before, successor), of(before, block), touched(block));
                }
            }
            for (Block block : graph.blocks().reversed()) {
                for (Block predecessor : block.predecessors()) {
                    changed |= add(of(after, predecessor), of(after, block), touched(block));
                }
            }
        }
    }

    private static boolean add(BitSet to, BitSet one, BitSet other) {
        int size = to.cardinality();
        to.or(one);
        to.or(other);
        return to.cardinality() != size;
    }

    private void meet(Block block) {
        List<Value> operations = operations(block);
        List<BitSet> later = new ArrayList<>();
        BitSet rest = (BitSet) of(after, block).clone();
        for (Value value : operations.reversed()) {
            rest.or(slots(value));
            later.addFirst((BitSet) rest.clone());
        }
        BitSet earlier = (BitSet) of(before, block).clone();
        for (int i = 0; i < operations.size(); i++) {
            earlier.or(slots(operations.get(i)));
            BitSet live = (BitSet) earlier.clone();
            live.and(later.get(i));
            for (int s = live.nextSetBit(0); s >= 0; s = live.nextSetBit(s + 1)) {
                conflicts[s].or(live);
            }
        }
    }

    /** Slots that are used at all. */
    List<StackSlot> slots() {
        return List.copyOf(numbers.keySet());
    }

    /** Whether two slots are in use at the same time. */
    boolean conflict(StackSlot a, StackSlot b) {
        return conflicts[number(a)].get(number(b));
    }

    private int number(StackSlot slot) {
        return java.util.Objects.requireNonNull(numbers.get(slot));
    }
}
