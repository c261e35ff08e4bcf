package dev.skep.bpf.asm;

/**
 * The numbers of the instruction set, with their names in the kernel's {@code include/uapi/linux/bpf_common.h} and
 * {@code bpf.h}. Static factories for whole instructions are in {@link Asm}.
 */
public final class Opcode {
    // Classes (bits 0-2).
    public static final int LD = 0x00, LDX = 0x01, ST = 0x02, STX = 0x03, ALU = 0x04, JMP = 0x05, JMP32 = 0x06;
    public static final int ALU64 = 0x07;

    // Sizes (bits 3-4 of loads and stores).
    public static final int W = 0x00, H = 0x08, B = 0x10, DW = 0x18;

    // Modes (bits 5-7 of loads and stores).
    public static final int IMM = 0x00, ABS = 0x20, IND = 0x40, MEM = 0x60, MEMSX = 0x80, ATOMIC = 0xc0;

    // Operand source (bit 3 of ALU and jumps).
    public static final int K = 0x00, X = 0x08;

    // ALU operations (bits 4-7).
    public static final int ADD = 0x00, SUB = 0x10, MUL = 0x20, DIV = 0x30, OR = 0x40, AND = 0x50, LSH = 0x60;
    public static final int RSH = 0x70, NEG = 0x80, MOD = 0x90, XOR = 0xa0, MOV = 0xb0, ARSH = 0xc0, END = 0xd0;

    // Jump operations (bits 4-7).
    public static final int JA = 0x00, JEQ = 0x10, JGT = 0x20, JGE = 0x30, JSET = 0x40, JNE = 0x50, JSGT = 0x60;
    public static final int JSGE = 0x70, CALL = 0x80, EXIT = 0x90, JLT = 0xa0, JLE = 0xb0, JSLT = 0xc0, JSLE = 0xd0;
    public static final int JCOND = 0xe0;

    // Atomic operations (immediate of STX | ATOMIC).
    public static final int FETCH = 0x01, XCHG = 0xe0 | FETCH, CMPXCHG = 0xf0 | FETCH;
    public static final int LOAD_ACQ = 0x100, STORE_REL = 0x110;

    // Pseudo sources of wide loads and calls.
    public static final int PSEUDO_MAP_FD = 1, PSEUDO_MAP_VALUE = 2, PSEUDO_BTF_ID = 3, PSEUDO_FUNC = 4;
    public static final int PSEUDO_MAP_IDX = 5, PSEUDO_MAP_IDX_VALUE = 6;
    public static final int PSEUDO_CALL = 1, PSEUDO_KFUNC_CALL = 2;

    /** The wide load, {@code BPF_LD | BPF_IMM | BPF_DW}. */
    public static final int LD_IMM64 = LD | IMM | DW;

    private Opcode() {}
}
