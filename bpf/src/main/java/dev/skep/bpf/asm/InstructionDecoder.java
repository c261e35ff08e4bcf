package dev.skep.bpf.asm;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Reads instructions from the bytes that {@link InstructionEncoder}, a compiler or the kernel wrote. */
public final class InstructionDecoder {
    private InstructionDecoder() {}

    /**
     * The instructions in a byte array, none of them with a reference.
     *
     * @throws InstructionFormatException if the bytes are no whole number of instructions, or use a register above 11
     */
    public static List<Instruction> decode(byte[] bytes) {
        if (bytes.length % Instruction.SLOT_BYTES != 0) {
            throw new InstructionFormatException(bytes.length, "the last slot has fewer than 8 bytes");
        }
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        List<Instruction> instructions = new ArrayList<>(bytes.length / Instruction.SLOT_BYTES);
        while (in.hasRemaining()) {
            instructions.add(next(in));
        }
        return instructions;
    }

    private static Instruction next(ByteBuffer in) {
        int start = in.position();
        int opcode = in.get() & 0xff;
        int registers = in.get() & 0xff;
        short offset = in.getShort();
        long immediate = in.getInt();
        if (opcode == Opcode.LD_IMM64) {
            if (in.remaining() < Instruction.SLOT_BYTES) {
                throw new InstructionFormatException(start, "the second half of a wide load is missing");
            }
            if (in.getInt() != 0) {
                throw new InstructionFormatException(start, "the second half of a wide load has an opcode");
            }
            immediate = (immediate & 0xffff_ffffL) | (long) in.getInt() << 32;
        }
        return new Instruction(
                opcode, register(registers & 15, start), register(registers >> 4, start), offset, immediate, null);
    }

    private static Register register(int number, int offset) {
        if (number > Register.R11.number()) {
            throw new InstructionFormatException(offset, "there is no register " + number);
        }
        return Register.of(number);
    }
}
