package dev.skep.compiler.lang;

/** AF_XDP sockets to redirect to, by queue. */
public non-sealed interface XskMap extends BpfMapType, RedirectMap {}
