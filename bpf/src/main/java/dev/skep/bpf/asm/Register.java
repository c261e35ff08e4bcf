package dev.skep.bpf.asm;

/**
 * A register of the eBPF machine. R0 holds results, R1–R5 hold arguments and do not survive a call, R6–R9 survive calls,
 * R10 is the read-only frame pointer (kernel {@code Documentation/bpf/standardization/instruction-set.rst}). R11 is the
 * verifier's own scratch register ({@code BPF_REG_AX}): it appears in dumps of loaded programs, never in programs.
 */
public enum Register {
    R0,
    R1,
    R2,
    R3,
    R4,
    R5,
    R6,
    R7,
    R8,
    R9,
    R10,
    R11;

    private static final Register[] BY_NUMBER = values();

    /** The register with a number from 0 to 11. */
    public static Register of(int number) {
        return BY_NUMBER[number];
    }

    /** The number that stands in the instruction's four-bit register field. */
    public int number() {
        return ordinal();
    }

    @Override
    public String toString() {
        return "r" + ordinal();
    }
}
