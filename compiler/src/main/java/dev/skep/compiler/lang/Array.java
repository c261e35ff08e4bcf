package dev.skep.compiler.lang;

import org.jspecify.annotations.Nullable;

/** An array; every index below its size is there, zero at first. */
public interface Array<V> extends BpfMapType {
    /** The value at an index, or null if the index is too large. */
    @Nullable V get(int index);

    /** Replaces the value at an index; false if the index is too large. */
    boolean put(int index, V value);
}
