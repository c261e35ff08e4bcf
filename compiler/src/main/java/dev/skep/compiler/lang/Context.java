package dev.skep.compiler.lang;

/** The context of a program as an opaque pointer, to hand to {@link Bpf#stackId}, {@link Bpf#cookie} and their like. */
public interface Context {}
