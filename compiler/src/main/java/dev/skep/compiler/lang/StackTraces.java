package dev.skep.compiler.lang;

/** Stacks by id, filled by {@link Bpf#stackId}. */
public interface StackTraces extends BpfMapType {}
