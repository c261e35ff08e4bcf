package dev.skep.bpf.asm;

/** Bytes that are no instructions. */
public final class InstructionFormatException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int offset;

    InstructionFormatException(int offset, String message) {
        super("instructions at byte " + offset + ": " + message);
        this.offset = offset;
    }

    /** Where in the input, in bytes. */
    public int offset() {
        return offset;
    }
}
