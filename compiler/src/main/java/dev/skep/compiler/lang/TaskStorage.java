package dev.skep.compiler.lang;

import org.jspecify.annotations.Nullable;

/** A value that lives as long as a task. The argument is a trusted {@code task_struct}. */
public interface TaskStorage<V> extends BpfMapType {
    /** The value of an object, or null. */
    @Nullable V get(Object owner);

    /** The value of an object, created as zeros where it is missing; null if that fails. */
    @Nullable V getOrInit(Object owner);

    /** Removes the value; false if there was none. */
    boolean delete(Object owner);
}
