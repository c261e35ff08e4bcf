package dev.skep.bpf.asm;

/**
 * What an instruction points at by name until it is loaded. A loader replaces a reference by the descriptor, type id or
 * distance that it has in the running kernel; an instruction list with references is therefore equal on every machine.
 */
public sealed interface Reference {
    /** The address of a map object: becomes {@code BPF_PSEUDO_MAP_FD}. */
    record Map(String name) implements Reference {}

    /** An address inside the only value of an array map: becomes {@code BPF_PSEUDO_MAP_VALUE}. */
    record MapValue(String name, int offset) implements Reference {}

    /** A function of the same program: a call becomes {@code BPF_PSEUDO_CALL}, a wide load {@code BPF_PSEUDO_FUNC}. */
    record Function(String name) implements Reference {}

    /** A kernel function: becomes {@code BPF_PSEUDO_KFUNC_CALL} with its BTF id. */
    record Kfunc(String name) implements Reference {}

    /** A kernel variable that BTF describes: becomes {@code BPF_PSEUDO_BTF_ID}. */
    record KernelVariable(String name) implements Reference {}
}
