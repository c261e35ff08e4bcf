// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
package dev.skep.bench.codegen;

import dev.skep.compiler.lang.LruHash;
import dev.skep.compiler.lang.Maps;
import dev.skep.compiler.lang.Xdp;
import dev.skep.compiler.lang.XdpAction;
import dev.skep.compiler.lang.XdpPacket;

/** Counts packets and bytes per IPv4 source. */
final class SourceCounter {
    static final class Counter {
        long packets;
        long bytes;
    }

    static final LruHash<Ipv4.Address, Counter> SOURCES = Maps.lruHash(65_536);

    private SourceCounter() {}

    @Xdp
    static int run(XdpPacket packet) {
        Ethernet ethernet = packet.at(0, Ethernet.class);
        Ipv4 ip = packet.at(Ethernet.BYTES, Ipv4.class);
        if (ethernet == null || ip == null || ethernet.type != Ethernet.IPV4) {
            return XdpAction.PASS;
        }
        Counter counter = SOURCES.getOrInit(new Ipv4.Address(ip.source));
        if (counter == null) {
            return XdpAction.PASS;
        }
        counter.packets++;
        counter.bytes += packet.length();
        return XdpAction.PASS;
    }
}
