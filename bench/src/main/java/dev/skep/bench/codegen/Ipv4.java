// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
package dev.skep.bench.codegen;

import dev.skep.compiler.lang.BE;

/** The header of an IPv4 packet without options (RFC 791). */
final class Ipv4 {
    static final int BYTES = 20;
    static final int IPIP = 4;
    static final int TCP = 6;
    static final int UDP = 17;

    byte versionAndLength;
    byte service;

    @BE
    char totalLength;

    @BE
    char id;

    @BE
    char fragment;

    byte ttl;
    byte protocol;

    @BE
    char checksum;

    @BE
    int source;

    @BE
    int destination;

    /** An address as the key of a map, in network order there too. */
    record Address(@BE int value) {}
}
