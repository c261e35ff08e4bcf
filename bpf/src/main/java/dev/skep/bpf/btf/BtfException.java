package dev.skep.bpf.btf;

/** BTF that is damaged or missing, or a question about types that has no answer. */
public final class BtfException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private static final int NOWHERE = -1;

    private final int offset;

    BtfException(String message) {
        super(message);
        this.offset = NOWHERE;
    }

    BtfException(int offset, String message) {
        super("BTF at byte " + offset + ": " + message);
        this.offset = offset;
    }

    BtfException(String message, Throwable cause) {
        super(message, cause);
        this.offset = NOWHERE;
    }

    /** Where in the raw BTF, in bytes; −1 where the bytes are not to blame. */
    public int offset() {
        return offset;
    }
}
