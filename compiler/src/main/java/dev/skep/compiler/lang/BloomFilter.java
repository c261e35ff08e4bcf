package dev.skep.compiler.lang;

/** A set that may say yes wrongly and never no wrongly. */
public interface BloomFilter<V> extends BpfMapType {
    boolean add(V value);

    /** False if the value was surely never added. */
    boolean mayContain(V value);
}
