package dev.skep.compiler.ir;

/** Kinds of memory that never overlap one another. */
public enum Region {
    STACK,
    /** Values of maps. */
    MAP,
    /** Reservations in a ring buffer. */
    RING,
    PACKET,
    /** The program's context, also the addresses of packet start and end in it. */
    CONTEXT,
    /** Kernel memory behind pointers that BTF describes. */
    KERNEL,
    /** Non-final statics: the only value of an array map. */
    GLOBAL,
    /** {@code .rodata}. */
    CONSTANT
}
