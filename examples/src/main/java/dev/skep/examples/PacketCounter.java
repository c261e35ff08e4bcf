// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
package dev.skep.examples;

import dev.skep.bpf.link.XdpLink;
import dev.skep.bpf.link.XdpMode;
import dev.skep.bpf.netlink.Interfaces;
import dev.skep.compiler.Loaded;
import dev.skep.compiler.lang.BE;
import dev.skep.compiler.lang.Maps;
import dev.skep.compiler.lang.PerCpuHash;
import dev.skep.compiler.lang.Size;
import dev.skep.compiler.lang.Xdp;
import dev.skep.compiler.lang.XdpAction;
import dev.skep.compiler.lang.XdpPacket;
import java.util.Map;
import java.util.TreeMap;

/**
 * Counts the packets that an interface receives, by protocol, before the network stack sees them:
 * {@code PacketCounter INTERFACE [SECONDS]}.
 */
public final class PacketCounter {
    /** Headers are classes whose fields lie one after another; {@code @BE} is network byte order. */
    static final class Ethernet {
        static final int BYTES = 14;
        static final int IPV4 = 0x0800;

        @Size(6) byte[] destination;

        @Size(6) byte[] source;

        @BE
        char type;
    }

    static final class Ipv4 {
        byte versionAndLength;
        byte service;

        @BE
        char length;

        @BE
        char id;

        @BE
        char fragment;

        byte ttl;
        byte protocol;
    }

    /** A key is a record: a value. */
    record Kind(int etherType, int protocol) {}

    /** What a map holds is a class: the program writes into the map through it. */
    static final class Count {
        long packets;
        long bytes;
    }

    static final PerCpuHash<Kind, Count> COUNTS = Maps.perCpuHash(1024);

    private PacketCounter() {}

    @Xdp
    static int count(XdpPacket packet) {
        Ethernet ethernet = packet.at(0, Ethernet.class);
        if (ethernet == null) { // shorter than a header
            return XdpAction.PASS;
        }
        int protocol = 0;
        if (ethernet.type == Ethernet.IPV4) {
            Ipv4 ip = packet.at(Ethernet.BYTES, Ipv4.class);
            if (ip != null) {
                protocol = ip.protocol & 0xff;
            }
        }
        Count count = COUNTS.getOrInit(new Kind(ethernet.type, protocol));
        if (count != null) {
            count.packets++;
            count.bytes += packet.length();
        }
        return XdpAction.PASS;
    }

    public static void main(String[] arguments) throws InterruptedException {
        if (arguments.length == 0) {
            IO.println("usage: PacketCounter INTERFACE [SECONDS]");
            return;
        }
        int index;
        try (Interfaces interfaces = Interfaces.open()) {
            index = interfaces.indexOf(arguments[0]);
        }
        long seconds = arguments.length > 1 ? Long.parseLong(arguments[1]) : 10;
        try (Loaded loaded = Loaded.load(PacketCounter.class)) {
            loaded.keep(XdpLink.attach(loaded.program("count"), index, XdpMode.AUTO));
            Thread.sleep(seconds * 1000);
            Map<String, String> lines = new TreeMap<>();
            loaded.map(COUNTS)
                    .forEach((kind, perCpu) -> lines.put(
                            "0x%04x %-8s".formatted(kind.etherType(), name(kind.protocol())),
                            "%10d packets %12d bytes"
                                    .formatted(
                                            perCpu.stream()
                                                    .mapToLong(c -> c.packets)
                                                    .sum(),
                                            perCpu.stream()
                                                    .mapToLong(c -> c.bytes)
                                                    .sum())));
            lines.forEach((kind, counts) -> IO.println(kind + counts));
        }
    }

    private static String name(int protocol) {
        return switch (protocol) {
            case 0 -> "";
            case 1 -> "icmp";
            case 6 -> "tcp";
            case 17 -> "udp";
            default -> Integer.toString(protocol);
        };
    }
}
