package dev.skep.compiler.lang;

import org.jspecify.annotations.Nullable;

/**
 * What hash-like maps share. A value class with fields is handed out by reference: writing its fields writes the map. A
 * record, {@code Integer} or {@code Long} value is a copy, to be put back with {@link #put}.
 */
public interface KeyedMap<K, V> extends BpfMapType {
    /** The value of a key, or null. */
    @Nullable V get(K key);

    /** Inserts or replaces; false if the map is full. */
    boolean put(K key, V value);

    /** Inserts unless the key is there; false if it is or the map is full. */
    boolean putIfAbsent(K key, V value);

    /** Removes a key; false if it was not there. */
    boolean delete(K key);

    /** The value of a key, inserted as zeros first where it is missing; null if the map is full. */
    @Nullable V getOrInit(K key);
}
