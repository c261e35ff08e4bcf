package dev.skep.compiler.lang;

/** CPUs to redirect to. */
public non-sealed interface CpuMap extends BpfMapType, RedirectMap {}
