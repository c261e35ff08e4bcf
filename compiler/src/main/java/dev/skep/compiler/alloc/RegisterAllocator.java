package dev.skep.compiler.alloc;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Gives every virtual register one of the machine's. What does not fit is spilled: constants are made again where they
 * are used, all else gets eight bytes of the frame, is stored once it is made and loaded before each use.
 *
 * <p>The verifier before Linux 6.8 forgets the bounds of a number that is spilled. Numbers whose bounds matter (indexes,
 * lengths) are therefore the last to be spilled, and what is proven of one is tested again after it is loaded.
 */
public final class RegisterAllocator {
    private static final int MAX_ROUNDS = 40;
    private static final int MACHINE = 11;
    /** Rounds in which uses near one another share a reload; after them every use gets its own, so that it ends. */
    private static final int SHARING_ROUNDS = 12;
    /** Weight of one use per level of loops around it. */
    private static final double LOOP_WEIGHT = 10;

    private RegisterAllocator() {}

    /**
     * Rewrites the code in place.
     *
     * @param precious registers whose spilling would lose what the verifier knows
     */
    public static void allocate(MachineCode code, BitSet precious) {
        BitSet temporaries = new BitSet();
        for (int round = 0; round < MAX_ROUNDS; round++) {
            Interference graph = new Interference(code);
            Coloring coloring = new Coloring(code, graph, costs(code, precious, temporaries));
            if (coloring.spilled().isEmpty()) {
                assign(code, coloring);
                return;
            }
            spill(code, graph, coloring.spilled(), temporaries, round < SHARING_ROUNDS);
        }
        throw new IllegalStateException("register allocation does not come to an end");
    }

    private static double[] costs(MachineCode code, BitSet precious, BitSet temporaries) {
        double[] cost = new double[code.registers()];
        int[] definitions = new int[code.registers()];
        BitSet cheap = new BitSet();
        for (MachineBlock block : code.blocks()) {
            double weight = Math.pow(LOOP_WEIGHT, block.loopDepth());
            for (MachineInstruction i : block.instructions()) {
                i.forEachUse(r -> cost[r] += weight);
                if (i.defined() >= 0) {
                    cost[i.defined()] += weight;
                    definitions[i.defined()]++;
                    cheap.set(i.defined(), i.rematerializable());
                }
            }
        }
        for (int r = 0; r < cost.length; r++) {
            if (cheap.get(r) && definitions[r] == 1) {
                cost[r] /= 4;
            }
            if (precious.get(r)) {
                cost[r] *= 1000;
            }
            if (temporaries.get(r)) {
                cost[r] = 1e30;
            }
        }
        return cost;
    }

    private static void assign(MachineCode code, Coloring coloring) {
        for (MachineBlock block : code.blocks()) {
            List<MachineInstruction> kept = new ArrayList<>();
            for (MachineInstruction i : block.instructions()) {
                if (i.dst >= 0) {
                    i.dst = coloring.colorOf(i.dst);
                }
                if (i.src >= 0) {
                    i.src = coloring.colorOf(i.src);
                }
                if (!i.isMove() || i.dst != i.src) {
                    kept.add(i);
                }
            }
            block.replaceInstructions(kept);
        }
    }

    private static void spill(MachineCode code, Interference graph, BitSet spilled, BitSet temporaries, boolean share) {
        MachineInstruction[] constants = constants(code, spilled);
        Map<Integer, Integer> slots = new HashMap<>();
        spilled.stream().filter(r -> constants[r] == null).forEach(r -> slots.put(r, slot(code, graph, r, slots)));
        Spiller spiller = new Spiller(code, spilled, constants, slots, temporaries, share);
        for (MachineBlock block : List.copyOf(code.blocks())) {
            block.replaceInstructions(spiller.rewrite(block.instructions()));
        }
    }

    /** A slot of this round in which nothing lies that is alive beside a register; a new one if there is none. */
    private static int slot(MachineCode code, Interference graph, int register, Map<Integer, Integer> slots) {
        for (int candidate : new TreeSet<>(slots.values()).descendingSet()) {
            boolean free = slots.entrySet().stream()
                    .noneMatch(e -> e.getValue() == candidate && graph.interfere(e.getKey(), register));
            if (free) {
                return candidate;
            }
        }
        return code.newSpillSlot();
    }

    /** The instruction that makes each spilled register, where one constant is all it ever holds. */
    private static MachineInstruction[] constants(MachineCode code, BitSet spilled) {
        MachineInstruction[] found = new MachineInstruction[code.registers()];
        int[] definitions = new int[code.registers()];
        for (MachineBlock block : code.blocks()) {
            for (MachineInstruction i : block.instructions()) {
                int r = i.defined();
                if (r >= MACHINE && spilled.get(r)) {
                    definitions[r]++;
                    found[r] = i.rematerializable() ? i : null;
                }
            }
        }
        for (int r = 0; r < found.length; r++) {
            if (definitions[r] != 1) {
                found[r] = null;
            }
        }
        return found;
    }
}
