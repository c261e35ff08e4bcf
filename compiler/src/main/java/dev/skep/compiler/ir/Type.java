package dev.skep.compiler.ir;

/** What a value is to the machine. The upper half of a register that holds an {@link #I32} is unspecified. */
public enum Type {
    I32,
    I64,
    /** An address; 64 bits. */
    PTR,
    /** No value. */
    VOID
}
