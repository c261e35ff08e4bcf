package dev.skep.compiler.lang;

/** Programs to {@linkplain Bpf#tailCall tail call}. */
public interface ProgArray extends BpfMapType {}
