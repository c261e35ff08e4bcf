package dev.skep.compiler.lang;

import org.jspecify.annotations.Nullable;

/** An array with a value per CPU; programs see their own CPU's. One entry of it is the usual scratch space for what is too large for the stack. */
public interface PerCpuArray<V> extends BpfMapType {
    /** The value at an index, or null if the index is too large. */
    @Nullable V get(int index);

    /** Replaces the value at an index; false if the index is too large. */
    boolean put(int index, V value);
}
