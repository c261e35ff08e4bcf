package dev.skep.compiler.front;

import dev.skep.compiler.ir.Cond;
import java.lang.classfile.Opcode;

/** Java's conditional jumps as conditions. */
final class Conditions {
    private Conditions() {}

    static Cond of(Opcode opcode) {
        return switch (opcode) {
            case IFEQ, IF_ICMPEQ -> Cond.EQ;
            case IFNE, IF_ICMPNE -> Cond.NE;
            case IFLT, IF_ICMPLT -> Cond.SLT;
            case IFGE, IF_ICMPGE -> Cond.SGE;
            case IFGT, IF_ICMPGT -> Cond.SGT;
            case IFLE, IF_ICMPLE -> Cond.SLE;
            default -> throw new IllegalArgumentException(opcode + " compares no numbers");
        };
    }

    /** The same comparison of numbers without sign. */
    static Cond unsigned(Cond cond) {
        return switch (cond) {
            case SLT -> Cond.ULT;
            case SLE -> Cond.ULE;
            case SGT -> Cond.UGT;
            case SGE -> Cond.UGE;
            default -> cond;
        };
    }
}
