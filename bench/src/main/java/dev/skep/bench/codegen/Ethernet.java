// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
package dev.skep.bench.codegen;

import dev.skep.compiler.lang.BE;
import dev.skep.compiler.lang.Size;

/** The header of an Ethernet frame. */
final class Ethernet {
    static final int BYTES = 14;
    static final int IPV4 = 0x0800;

    @Size(6) byte[] destination = new byte[6];

    @Size(6) byte[] source = new byte[6];

    @BE
    char type;

    /** The tag of a virtual LAN (IEEE 802.1Q), between the header and what follows it. */
    static final class Vlan {
        static final int BYTES = 4;
        static final int CUSTOMER = 0x8100;
        static final int SERVICE = 0x88a8;

        @BE
        char control;

        @BE
        char type;
    }
}
