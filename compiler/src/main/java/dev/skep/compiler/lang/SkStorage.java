package dev.skep.compiler.lang;

import org.jspecify.annotations.Nullable;

/** A value that lives as long as a socket. */
public interface SkStorage<V> extends BpfMapType {
    /** The value of an object, or null. */
    @Nullable V get(Object owner);

    /** The value of an object, created as zeros where it is missing; null if that fails. */
    @Nullable V getOrInit(Object owner);

    /** Removes the value; false if there was none. */
    boolean delete(Object owner);
}
