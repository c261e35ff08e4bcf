package dev.skep.compiler.lang;

/** Interfaces to redirect to, by index. */
public non-sealed interface DevMap extends BpfMapType, RedirectMap {}
