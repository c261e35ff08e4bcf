package dev.skep.compiler.lang;

/** An LRU hash table with a value per CPU. */
public interface LruPerCpuHash<K, V> extends KeyedMap<K, V> {}
