package dev.skep.bpf.prog;

/**
 * A function, typedef or variable of the kernel, as a program is bound to it.
 *
 * @param id     id of its type, in the kernel's BTF or in its module's on top of the kernel's
 * @param module the module that has it; empty for the kernel itself
 */
public record KernelSymbol(int id, String module) {}
