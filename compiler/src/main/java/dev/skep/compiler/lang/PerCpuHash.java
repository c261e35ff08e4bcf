package dev.skep.compiler.lang;

/** A hash table with a value per CPU; programs see their own CPU's. */
public interface PerCpuHash<K, V> extends KeyedMap<K, V> {}
