package dev.skep.compiler.lang;

import org.jspecify.annotations.Nullable;

/** Maps by key. */
public interface HashOfMaps<K, M extends BpfMapType> extends BpfMapType {
    /** The map of a key, or null. */
    @Nullable M get(K key);
}
