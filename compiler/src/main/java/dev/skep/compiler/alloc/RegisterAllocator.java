package dev.skep.compiler.alloc;

import static java.util.Objects.requireNonNull;

import dev.skep.bpf.asm.Opcode;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Gives every virtual register one of the machine's. What does not fit is spilled: constants are made again where they
 * are used, all else gets eight bytes of the frame, is stored once it is made and loaded before each use.
 *
 * <p>The verifier before Linux 6.8 forgets the bounds of a number that is spilled. Numbers whose bounds matter (indexes,
 * lengths) are therefore the last to be spilled.
 */
public final class RegisterAllocator {
    private static final int MAX_ROUNDS = 40;
    private static final int MACHINE = 11;
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
            spill(code, coloring.spilled(), temporaries);
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

    private static void spill(MachineCode code, BitSet spilled, BitSet temporaries) {
        MachineInstruction[] constants = constants(code, spilled);
        Map<Integer, Integer> slots = new HashMap<>();
        spilled.stream().filter(r -> constants[r] == null).forEach(r -> slots.put(r, code.newSpillSlot()));
        for (MachineBlock block : code.blocks()) {
            List<MachineInstruction> rewritten = new ArrayList<>();
            for (MachineInstruction i : block.instructions()) {
                boolean dead = i.defined() >= 0 && spilled.get(i.defined()) && constants[i.defined()] != null;
                if (!dead) {
                    rewrite(code, i, spilled, constants, slots, temporaries, rewritten);
                }
            }
            block.replaceInstructions(rewritten);
        }
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

    private static void rewrite(
            MachineCode code,
            MachineInstruction i,
            BitSet spilled,
            MachineInstruction[] constants,
            Map<Integer, Integer> slots,
            BitSet temporaries,
            List<MachineInstruction> out) {
        Map<Integer, Integer> renamed = new HashMap<>();
        i.forEachUse(r -> {
            if (spilled.get(r) && !renamed.containsKey(r)) {
                int temporary = code.newRegister();
                temporaries.set(temporary);
                renamed.put(r, temporary);
                out.add(
                        constants[r] != null
                                ? again(constants[r], temporary, i)
                                : load(temporary, requireNonNull(slots.get(r)), i));
            }
        });
        int defined = i.defined();
        boolean stores = defined >= 0 && spilled.get(defined);
        if (stores && !renamed.containsKey(defined)) {
            int temporary = code.newRegister();
            temporaries.set(temporary);
            renamed.put(defined, temporary);
        }
        i.dst = renamed.getOrDefault(i.dst, i.dst);
        i.src = renamed.getOrDefault(i.src, i.src);
        out.add(i);
        if (stores) {
            out.add(MachineInstruction.of(
                    Opcode.STX | Opcode.MEM | Opcode.DW,
                    MachineInstruction.FRAME,
                    i.dst,
                    requireNonNull(slots.get(defined)),
                    0,
                    i.position()));
        }
    }

    private static MachineInstruction again(MachineInstruction constant, int into, MachineInstruction at) {
        return constant.opcode() == Opcode.LD_IMM64
                ? MachineInstruction.wide(into, constant.immediate(), constant.reference(), at.position())
                : MachineInstruction.of(
                        constant.opcode(), into, MachineInstruction.NONE, 0, constant.immediate(), at.position());
    }

    private static MachineInstruction load(int into, int slot, MachineInstruction at) {
        return MachineInstruction.of(
                Opcode.LDX | Opcode.MEM | Opcode.DW, into, MachineInstruction.FRAME, slot, 0, at.position());
    }
}
