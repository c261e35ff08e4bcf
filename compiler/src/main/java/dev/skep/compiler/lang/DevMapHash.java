package dev.skep.compiler.lang;

/** Interfaces to redirect to, by any number. */
public non-sealed interface DevMapHash extends BpfMapType, RedirectMap {}
