package dev.skep.compiler.lang;

/** A trie that finds the longest matching prefix. The key is a record whose first component is the prefix length in bits ({@code int}), then the bytes in network order. */
public interface LpmTrie<K, V> extends KeyedMap<K, V> {}
