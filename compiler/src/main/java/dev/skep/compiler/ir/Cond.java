package dev.skep.compiler.ir;

import dev.skep.bpf.asm.Opcode;

/** Conditions of a branch over two operands of one width. */
public enum Cond {
    EQ(Opcode.JEQ),
    NE(Opcode.JNE),
    ULT(Opcode.JLT),
    ULE(Opcode.JLE),
    UGT(Opcode.JGT),
    UGE(Opcode.JGE),
    SLT(Opcode.JSLT),
    SLE(Opcode.JSLE),
    SGT(Opcode.JSGT),
    SGE(Opcode.JSGE),
    /** Some bit is set in both operands. */
    TEST(Opcode.JSET),
    /** No bit is set in both operands; the machine has no such jump, so branches on it are emitted inverted. */
    NTEST(-1);

    private final int jump;

    Cond(int jump) {
        this.jump = jump;
    }

    /** The jump operation (bits 4–7 of the opcode), or -1 if only the negation has one. */
    public int jump() {
        return jump;
    }

    /** The condition that holds exactly when this one does not. */
    public Cond negated() {
        return switch (this) {
            case EQ -> NE;
            case NE -> EQ;
            case ULT -> UGE;
            case ULE -> UGT;
            case UGT -> ULE;
            case UGE -> ULT;
            case SLT -> SGE;
            case SLE -> SGT;
            case SGT -> SLE;
            case SGE -> SLT;
            case TEST -> NTEST;
            case NTEST -> TEST;
        };
    }

    /** The condition that holds for {@code (b, a)} exactly when this one holds for {@code (a, b)}. */
    public Cond swapped() {
        return switch (this) {
            case ULT -> UGT;
            case ULE -> UGE;
            case UGT -> ULT;
            case UGE -> ULE;
            case SLT -> SGT;
            case SLE -> SGE;
            case SGT -> SLT;
            case SGE -> SLE;
            case EQ, NE, TEST, NTEST -> this;
        };
    }

    /** Whether it holds for two numbers of a type ({@link Type#I32} ones sign-extended). */
    public boolean holds(Type type, long a, long b) {
        long ua = type == Type.I32 ? a & 0xffff_ffffL : a;
        long ub = type == Type.I32 ? b & 0xffff_ffffL : b;
        return switch (this) {
            case EQ -> a == b;
            case NE -> a != b;
            case ULT -> Long.compareUnsigned(ua, ub) < 0;
            case ULE -> Long.compareUnsigned(ua, ub) <= 0;
            case UGT -> Long.compareUnsigned(ua, ub) > 0;
            case UGE -> Long.compareUnsigned(ua, ub) >= 0;
            case SLT -> a < b;
            case SLE -> a <= b;
            case SGT -> a > b;
            case SGE -> a >= b;
            case TEST -> (ua & ub) != 0;
            case NTEST -> (ua & ub) == 0;
        };
    }
}
