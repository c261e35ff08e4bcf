package dev.skep.compiler.lang;

/** A hash table. */
public interface Hash<K, V> extends KeyedMap<K, V> {
    /** Takes the value of a key out of the map: a copy, or null. */
    @org.jspecify.annotations.Nullable V take(K key);
}
