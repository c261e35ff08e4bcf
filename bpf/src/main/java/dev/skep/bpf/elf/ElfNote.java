package dev.skep.bpf.elf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A note: who wrote it, what kind of theirs it is, and its contents. */
public record ElfNote(String owner, int type, byte[] description) {
    /** {@code "GNU"}, whose type {@link #GNU_BUILD_ID} identifies the file. */
    public static final String GNU = "GNU";

    public static final int GNU_BUILD_ID = 3;

    /** The contents as a little-endian buffer that can only be read. */
    public ByteBuffer descriptionBuffer() {
        return ByteBuffer.wrap(description).asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }
}
