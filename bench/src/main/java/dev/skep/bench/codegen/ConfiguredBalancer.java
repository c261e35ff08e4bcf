// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
package dev.skep.bench.codegen;

import dev.skep.compiler.lang.Array;
import dev.skep.compiler.lang.Config;
import dev.skep.compiler.lang.Maps;
import dev.skep.compiler.lang.Xdp;
import dev.skep.compiler.lang.XdpAction;
import dev.skep.compiler.lang.XdpPacket;

/**
 * The load balancer with its settings given at load: constants by the time of compilation. A ring whose size is a power of
 * two needs no division then, and what the settings decide against is not there.
 */
final class ConfiguredBalancer {
    @Config
    static int ringSize = 65_536;

    @Config
    static int seed = 0x5ca1ab1e;

    @Config
    static int source = 0x0a000001;

    @Config
    static boolean byPort = false;

    private static final int MORE_OR_OFFSET = 0x3fff;

    static final Array<Integer> RING = Maps.array(65_537);
    static final Array<Encapsulation.Backend> BACKENDS = Maps.array(256);

    private ConfiguredBalancer() {}

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
                ip.source + seed,
                ip.destination + seed,
                (byPort ? ports.source << 16 | ports.destination : 0) + ip.protocol + seed);
        Integer id = RING.get(Integer.remainderUnsigned(hash, ringSize));
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
        return Encapsulation.ipip(packet, backend, source, length) ? XdpAction.TX : XdpAction.DROP;
    }
}
