// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
package dev.skep.bench.codegen;

import dev.skep.compiler.lang.Array;
import dev.skep.compiler.lang.Maps;
import dev.skep.compiler.lang.Xdp;
import dev.skep.compiler.lang.XdpAction;
import dev.skep.compiler.lang.XdpPacket;

/** An L4 load balancer: 5-tuple hash, Maglev ring, IPIP towards the backend; what comes in IPIP is unwrapped. */
final class Balancer {
    static final int RING_SIZE = 65_537;
    static final int SEED = 0x5ca1ab1e;
    static final int SOURCE = 0x0a000001;
    private static final int MORE_OR_OFFSET = 0x3fff;

    static final Array<Integer> RING = Maps.array(RING_SIZE);
    static final Array<Encapsulation.Backend> BACKENDS = Maps.array(256);

    private Balancer() {}

    @Xdp
    static int run(XdpPacket packet) {
        Ethernet ethernet = packet.at(0, Ethernet.class);
        Ipv4 ip = packet.at(Ethernet.BYTES, Ipv4.class);
        if (ethernet == null || ip == null || ethernet.type != Ethernet.IPV4) {
            return XdpAction.PASS;
        }
        if (ip.versionAndLength != 0x45) {
            return XdpAction.PASS;
        }
        if (ip.protocol == Ipv4.IPIP) {
            return Encapsulation.unwrap(packet, ethernet) ? XdpAction.PASS : XdpAction.DROP;
        }
        if (ip.protocol != Ipv4.TCP && ip.protocol != Ipv4.UDP) {
            return XdpAction.PASS;
        }
        if ((ip.fragment & MORE_OR_OFFSET) != 0) {
            return XdpAction.DROP;
        }
        Tcp.Ports ports = packet.at(Ethernet.BYTES + Ipv4.BYTES, Tcp.Ports.class);
        if (ports == null) {
            return XdpAction.DROP;
        }
        int hash = Encapsulation.mix(
                ip.source + SEED, ip.destination + SEED, (ports.source << 16 | ports.destination) + ip.protocol + SEED);
        Integer id = RING.get(Integer.remainderUnsigned(hash, RING_SIZE));
        if (id == null) {
            return XdpAction.DROP;
        }
        Encapsulation.Backend backend = BACKENDS.get(id);
        if (backend == null || backend.up == 0) {
            return XdpAction.DROP;
        }
        int length = ip.totalLength;
        backend.packets++;
        backend.bytes += length;
        return Encapsulation.ipip(packet, backend, SOURCE, length) ? XdpAction.TX : XdpAction.DROP;
    }
}
