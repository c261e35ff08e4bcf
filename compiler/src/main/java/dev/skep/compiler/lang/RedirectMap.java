package dev.skep.compiler.lang;

/** A map that {@link XdpPacket#redirect} can send packets through. */
public sealed interface RedirectMap permits DevMap, DevMapHash, CpuMap, XskMap {}
