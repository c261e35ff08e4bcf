package dev.skep.compiler.lang;

import org.jspecify.annotations.Nullable;

/** Maps by index. */
public interface ArrayOfMaps<M extends BpfMapType> extends BpfMapType {
    /** The map at an index, or null. */
    @Nullable M get(int index);
}
