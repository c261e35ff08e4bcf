package dev.skep.bpf.asm;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** Writes instructions as the kernel reads them: little-endian slots of eight bytes. */
public final class InstructionEncoder {
    private InstructionEncoder() {}

    /**
     * The bytes of a list of instructions.
     *
     * @throws IllegalArgumentException if an instruction still points at something by name
     */
    public static byte[] encode(List<Instruction> instructions) {
        ByteBuffer out = ByteBuffer.allocate(slots(instructions) * Instruction.SLOT_BYTES)
                .order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < instructions.size(); i++) {
            Instruction instruction = instructions.get(i);
            if (instruction.reference() != null) {
                throw new IllegalArgumentException(
                        "instruction " + i + " still refers to " + instruction.reference() + " by name");
            }
            put(out, instruction);
        }
        return out.array();
    }

    /** The number of slots that the instructions take together. */
    public static int slots(List<Instruction> instructions) {
        int slots = 0;
        for (Instruction instruction : instructions) {
            slots += instruction.slots();
        }
        return slots;
    }

    /** The first slot of each instruction, and at the end the number of slots: jumps and line info count slots. */
    public static int[] slotOffsets(List<Instruction> instructions) {
        int[] offsets = new int[instructions.size() + 1];
        for (int i = 0; i < instructions.size(); i++) {
            offsets[i + 1] = offsets[i] + instructions.get(i).slots();
        }
        return offsets;
    }

    private static void put(ByteBuffer out, Instruction instruction) {
        out.put((byte) instruction.opcode());
        out.put((byte) (instruction.src().number() << 4 | instruction.dst().number()));
        out.putShort(instruction.offset());
        out.putInt((int) instruction.immediate());
        if (instruction.slots() == 2) {
            out.putInt(0);
            out.putInt((int) (instruction.immediate() >>> 32));
        }
    }
}
