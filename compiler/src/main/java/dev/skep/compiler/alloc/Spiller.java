package dev.skep.compiler.alloc;

import dev.skep.bpf.asm.Opcode;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Puts spilled registers into the frame: a store behind each definition, a load before each use. Uses near one another in a
 * block, with no call between, share one load.
 */
final class Spiller {
    /** How many instructions a reloaded register is kept for the next use. */
    private static final int REACH = 8;

    private record Held(int register, int at) {}

    private final MachineCode code;
    private final BitSet spilled;
    private final MachineInstruction[] constants;
    private final Map<Integer, Integer> slots;
    private final BitSet temporaries;
    private final boolean share;
    private final Map<Integer, Held> held = new HashMap<>();
    /** By register: its latest store in this block that nothing has been loaded from yet. */
    private final Map<Integer, MachineInstruction> unread = new HashMap<>();

    private List<MachineInstruction> out = new ArrayList<>();

    /**
     * For one round.
     *
     * @param constants   by register: the instruction that makes it, if that can be made again anywhere, else null
     * @param slots       by register: its offset from the frame pointer
     * @param temporaries learns the registers made here, which must not be spilled again
     */
    Spiller(
            MachineCode code,
            BitSet spilled,
            MachineInstruction[] constants,
            Map<Integer, Integer> slots,
            BitSet temporaries,
            boolean share) {
        this.code = code;
        this.spilled = spilled;
        this.constants = constants;
        this.slots = slots;
        this.temporaries = temporaries;
        this.share = share;
    }

    /** The instructions of a block without spilled registers. */
    List<MachineInstruction> rewrite(List<MachineInstruction> block) {
        out = new ArrayList<>();
        held.clear();
        unread.clear();
        for (int at = 0; at < block.size(); at++) {
            MachineInstruction i = block.get(at);
            boolean dead = i.defined() >= 0 && spilled.get(i.defined()) && constants[i.defined()] != null;
            if (!dead) {
                rewrite(i, at);
            }
            if (i.isCall()) {
                held.clear();
            }
        }
        return out;
    }

    private void rewrite(MachineInstruction i, int at) {
        Map<Integer, Integer> renamed = new HashMap<>();
        i.forEachUse(r -> {
            if (spilled.get(r)) {
                renamed.computeIfAbsent(r, key -> use(r, i, at));
            }
        });
        int defined = i.defined();
        boolean stores = defined >= 0 && spilled.get(defined);
        if (stores && !renamed.containsKey(defined)) {
            renamed.put(defined, temporary());
        }
        i.dst = renamed.getOrDefault(i.dst, i.dst);
        i.src = renamed.getOrDefault(i.src, i.src);
        out.add(i);
        if (stores) {
            int slot = java.util.Objects.requireNonNull(slots.get(defined));
            MachineInstruction store = MachineInstruction.of(
                    Opcode.STX | Opcode.MEM | Opcode.DW, MachineInstruction.FRAME, i.dst, slot, 0, i.position());
            MachineInstruction before = unread.put(defined, store);
            out.removeIf(other -> other == before);
            out.add(store);
            held.put(defined, new Held(i.dst, at));
        }
    }

    private int use(int register, MachineInstruction user, int at) {
        Held before = held.get(register);
        if (share && before != null && at - before.at <= REACH) {
            held.put(register, new Held(before.register, at));
            return before.register;
        }
        int temporary = temporary();
        MachineInstruction constant = constants[register];
        if (constant != null) {
            out.add(again(constant, temporary, user));
        } else {
            int slot = java.util.Objects.requireNonNull(slots.get(register));
            unread.remove(register);
            out.add(MachineInstruction.of(
                    Opcode.LDX | Opcode.MEM | Opcode.DW,
                    temporary,
                    MachineInstruction.FRAME,
                    slot,
                    0,
                    user.position()));
            if (register == user.src && user.sourceBound() >= 0) {
                out.add(clamp(temporary, user));
            }
        }
        held.put(register, new Held(temporary, at));
        return temporary;
    }

    /** Tells the verifier the bound of a reloaded number again: a jump that is never taken. */
    private MachineInstruction clamp(int register, MachineInstruction use) {
        return MachineInstruction.jump(
                Opcode.JMP | Opcode.JGT,
                register,
                MachineInstruction.NONE,
                use.sourceBound(),
                code.impossible(),
                use.position());
    }

    private int temporary() {
        int made = code.newRegister();
        temporaries.set(made);
        return made;
    }

    private static MachineInstruction again(MachineInstruction constant, int into, MachineInstruction at) {
        return constant.opcode() == Opcode.LD_IMM64
                ? MachineInstruction.wide(into, constant.immediate(), constant.reference(), at.position())
                : MachineInstruction.of(
                        constant.opcode(), into, MachineInstruction.NONE, 0, constant.immediate(), at.position());
    }
}
