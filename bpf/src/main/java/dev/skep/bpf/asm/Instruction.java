package dev.skep.bpf.asm;

import org.jspecify.annotations.Nullable;

/**
 * One eBPF instruction, immutable. The wide load ({@code BPF_LD | BPF_IMM | BPF_DW}) is one {@code Instruction} that
 * takes two {@linkplain #slots() slots} of eight bytes; jump offsets count slots, as the kernel does.
 *
 * <pre>
 *   byte  0        1            2..3        4..7
 *        opcode   src:4 dst:4   offset s16  immediate s32   (little endian)
 * </pre>
 *
 * @param opcode    the first byte, 0–255 (class in the low three bits)
 * @param dst       destination register
 * @param src       source register, or the pseudo-source number of calls and wide loads as a register
 * @param offset    signed 16-bit: jump distance in slots, memory displacement in bytes, or the sub-operation of v4
 * @param immediate signed 32-bit operand; all 64 bits for a wide load
 * @param reference what {@code immediate} stands for before loading, or null
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9669">RFC 9669</a>
 */
public record Instruction(
        int opcode,
        Register dst,
        Register src,
        short offset,
        long immediate,
        @Nullable Reference reference) {

    /** Bytes in one slot. */
    public static final int SLOT_BYTES = 8;

    public Instruction {
        if (opcode < 0 || opcode > 255) {
            throw new IllegalArgumentException("opcode " + opcode + " is not a byte");
        }
        if (opcode != Opcode.LD_IMM64 && immediate != (int) immediate) {
            throw new IllegalArgumentException("immediate " + immediate + " does not fit 32 bits");
        }
    }

    /** An instruction without a reference. */
    public Instruction(int opcode, Register dst, Register src, int offset, long immediate) {
        this(opcode, dst, src, checkedShort(offset), immediate, null);
    }

    /** Eight-byte slots that this instruction takes: 2 for the wide load, else 1. */
    public int slots() {
        return opcode == Opcode.LD_IMM64 ? 2 : 1;
    }

    /** The instruction class, {@code opcode & 7}. */
    public int opcodeClass() {
        return opcode & 7;
    }

    /** The same instruction with another offset. */
    public Instruction withOffset(int newOffset) {
        return new Instruction(opcode, dst, src, checkedShort(newOffset), immediate, reference);
    }

    /** The same instruction with another immediate and, since it is resolved then, no reference. */
    public Instruction resolved(Register newSrc, long newImmediate) {
        return new Instruction(opcode, dst, newSrc, offset, newImmediate, null);
    }

    /** The same instruction pointing at something by name. */
    public Instruction withReference(Reference to) {
        return new Instruction(opcode, dst, src, offset, immediate, to);
    }

    private static short checkedShort(int value) {
        if (value != (short) value) {
            throw new IllegalArgumentException("offset " + value + " does not fit 16 bits");
        }
        return (short) value;
    }
}
