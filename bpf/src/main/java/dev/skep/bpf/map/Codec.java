package dev.skep.bpf.map;

import java.lang.foreign.MemorySegment;

/** How a Java value lies in the bytes of a key or value. {@link Codecs} has the common ones. */
public interface Codec<T> {
    /** How many bytes it takes, always the same. */
    int bytes();

    /** Writes all {@link #bytes()} of a value, padding as zeros. */
    void encode(T value, MemorySegment into, long offset);

    /** Reads a value; it does not refer to the memory afterwards. */
    T decode(MemorySegment from, long offset);
}
