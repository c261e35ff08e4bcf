package dev.skep.bpf.elf;

/** A file that is no ELF file of a kind that we read, or a damaged one. */
public final class ElfException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final long offset;

    ElfException(long offset, String message) {
        super("ELF at byte " + offset + ": " + message);
        this.offset = offset;
    }

    /** Where in the file, in bytes. */
    public long offset() {
        return offset;
    }
}
