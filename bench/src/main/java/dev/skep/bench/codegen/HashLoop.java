// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
package dev.skep.bench.codegen;

import dev.skep.compiler.lang.BE;
import dev.skep.compiler.lang.Xdp;
import dev.skep.compiler.lang.XdpAction;
import dev.skep.compiler.lang.XdpPacket;

/** FNV-1a over the first 64 bytes after the Ethernet header, written into the packet. */
final class HashLoop {
    static final int STEPS = 64;

    static final class Stamp {
        @BE
        int hash;
    }

    private HashLoop() {}

    @Xdp
    static int run(XdpPacket packet) {
        byte[] bytes = packet.bytes(Ethernet.BYTES, STEPS);
        Stamp stamp = packet.at(0, Stamp.class);
        if (bytes == null || stamp == null) {
            return XdpAction.PASS;
        }
        int hash = 0x811c9dc5;
        for (int i = 0; i < STEPS; i++) {
            hash ^= bytes[i] & 0xff;
            hash *= 0x01000193;
        }
        stamp.hash = hash;
        return (hash & 1) != 0 ? XdpAction.DROP : XdpAction.PASS;
    }
}
