package dev.skep.bpf.elf;

/**
 * A program header: what the loader maps. Sizes and offsets are in bytes.
 *
 * @param type       {@code PT_*}
 * @param flags      {@code PF_*}
 * @param offset     where it starts in the file
 * @param address    where it starts in memory, as linked
 * @param fileSize   bytes in the file
 * @param memorySize bytes in memory; the rest is zero
 */
public record ElfSegment(
        int type, int flags, long offset, long address, long fileSize, long memorySize, long alignment) {
    public static final int LOAD = 1, DYNAMIC = 2, INTERP = 3, NOTE = 4;
    public static final int EXECUTE = 1, WRITE = 2, READ = 4;

    /** Whether an address, as linked, is among the bytes that come from the file. */
    public boolean holdsAddress(long linked) {
        return Long.compareUnsigned(linked - address, fileSize) < 0;
    }

    /** Whether an offset into the file is in it. */
    public boolean holdsOffset(long fileOffset) {
        return Long.compareUnsigned(fileOffset - offset, fileSize) < 0;
    }
}
