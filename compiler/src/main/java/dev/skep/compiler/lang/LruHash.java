package dev.skep.compiler.lang;

/** A hash table that evicts the entries used longest ago when it is full. */
public interface LruHash<K, V> extends KeyedMap<K, V> {}
