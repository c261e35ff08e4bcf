package dev.skep.compiler.lang;

/** Last in, first out. */
public interface Stack<V> extends BpfMapType {
    /** Adds a value; false if there is no room. */
    boolean push(V value);

    /** Copies the next value into {@code destination} and removes it; false, and zeros, if there is none. */
    boolean pop(V destination);

    /** Copies the next value into {@code destination}; false, and zeros, if there is none. */
    boolean peek(V destination);
}
