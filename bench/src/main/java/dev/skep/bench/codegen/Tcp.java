// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
package dev.skep.bench.codegen;

import dev.skep.compiler.lang.BE;

/** The header of a TCP segment without options (RFC 9293). */
final class Tcp {
    static final int BYTES = 20;

    @BE
    char source;

    @BE
    char destination;

    @BE
    int sequence;

    @BE
    int acknowledgement;

    byte dataOffset;
    byte flags;

    @BE
    char window;

    @BE
    char checksum;

    @BE
    char urgent;

    /** The first four bytes of TCP and UDP. */
    static final class Ports {
        static final int BYTES = 4;

        @BE
        char source;

        @BE
        char destination;
    }

    /** Kind and length of an option; of kinds 0 and 1 the first byte is all. */
    static final class Option {
        static final int END = 0;
        static final int PADDING = 1;
        static final int MSS = 2;
        static final int TIMESTAMPS = 8;

        byte kind;
        byte length;
    }

    /** The maximum segment size option. */
    static final class MaximumSegment {
        byte kind;
        byte length;

        @BE
        char bytes;
    }
}
