package dev.skep.compiler.lang;

/** Any declared map. */
public interface BpfMapType {}
