// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
package dev.skep.examples;

import dev.skep.bpf.link.XdpLink;
import dev.skep.bpf.link.XdpMode;
import dev.skep.bpf.netlink.Interfaces;
import dev.skep.compiler.CompileOptions;
import dev.skep.compiler.Loaded;
import dev.skep.compiler.lang.BE;
import dev.skep.compiler.lang.Bpf;
import dev.skep.compiler.lang.Config;
import dev.skep.compiler.lang.LruHash;
import dev.skep.compiler.lang.Maps;
import dev.skep.compiler.lang.Size;
import dev.skep.compiler.lang.Xdp;
import dev.skep.compiler.lang.XdpAction;
import dev.skep.compiler.lang.XdpPacket;

/**
 * Drops TCP connection attempts above a rate per source, at the driver:
 * {@code SynGuard INTERFACE [PER_SECOND [SECONDS]]}.
 *
 * <p>{@link #perSecond} is given when the program is loaded and is a constant in the code by then.
 */
public final class SynGuard {
    static final class Ethernet {
        static final int BYTES = 14;
        static final int IPV4 = 0x0800;
        static final int VLAN = 0x8100;

        @Size(6) byte[] destination;

        @Size(6) byte[] source;

        @BE
        char type;
    }

    static final class Vlan {
        static final int BYTES = 4;

        @BE
        char control;

        @BE
        char type;
    }

    static final class Ipv4 {
        static final int TCP = 6;

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

        @BE
        char checksum;

        @BE
        int source;

        @BE
        int destination;
    }

    static final class Tcp {
        static final int SYN = 0x02;
        static final int ACK = 0x10;

        @BE
        char source;

        @BE
        char destination;

        @BE
        int sequence;

        @BE
        int acknowledgement;

        byte offset;
        byte flags;
    }

    static final class Bucket {
        long start;
        long syns;
        long dropped;
    }

    static final LruHash<Integer, Bucket> SOURCES = Maps.lruHash(65_536);

    @Config
    static long perSecond = 100;

    private SynGuard() {}

    @Xdp
    static int guard(XdpPacket packet) {
        Ethernet ethernet = packet.at(0, Ethernet.class);
        if (ethernet == null) {
            return XdpAction.PASS;
        }
        int at = Ethernet.BYTES;
        int type = ethernet.type;
        for (int tags = 0; tags < 2 && type == Ethernet.VLAN; tags++) {
            Vlan vlan = packet.at(at, Vlan.class);
            if (vlan == null) {
                return XdpAction.PASS;
            }
            type = vlan.type;
            at += Vlan.BYTES;
        }
        if (type != Ethernet.IPV4) {
            return XdpAction.PASS;
        }
        Ipv4 ip = packet.at(at, Ipv4.class);
        if (ip == null || ip.protocol != Ipv4.TCP) {
            return XdpAction.PASS;
        }
        Tcp tcp = packet.at(at + (ip.versionAndLength & 0xf) * 4, Tcp.class);
        if (tcp == null || (tcp.flags & (Tcp.SYN | Tcp.ACK)) != Tcp.SYN) {
            return XdpAction.PASS;
        }
        return admit(ip.source);
    }

    private static int admit(int source) {
        Bucket bucket = SOURCES.getOrInit(source);
        if (bucket == null) {
            return XdpAction.PASS;
        }
        long now = Bpf.ktime();
        if (now - bucket.start > 1_000_000_000L) {
            bucket.start = now;
            bucket.syns = 0;
        }
        bucket.syns++;
        if (bucket.syns > perSecond) {
            bucket.dropped++;
            return XdpAction.DROP;
        }
        return XdpAction.PASS;
    }

    public static void main(String[] arguments) throws InterruptedException {
        if (arguments.length == 0) {
            IO.println("usage: SynGuard INTERFACE [PER_SECOND [SECONDS]]");
            return;
        }
        int index;
        try (Interfaces interfaces = Interfaces.open()) {
            index = interfaces.indexOf(arguments[0]);
        }
        long limit = arguments.length > 1 ? Long.parseLong(arguments[1]) : perSecond;
        long seconds = arguments.length > 2 ? Long.parseLong(arguments[2]) : 10;
        CompileOptions options = CompileOptions.running().with("SynGuard.perSecond", limit);
        try (Loaded loaded = Loaded.load(SynGuard.class, options)) {
            loaded.keep(XdpLink.attach(loaded.program("guard"), index, XdpMode.AUTO));
            for (long i = 0; i < seconds; i++) {
                Thread.sleep(1000);
                loaded.map(SOURCES)
                        .forEach((source, bucket) -> IO.println("%-15s %d in the last second, %d dropped in all"
                                .formatted(address(source), bucket.syns, bucket.dropped)));
            }
        }
    }

    private static String address(int ip) {
        return (ip >>> 24) + "." + (ip >>> 16 & 0xff) + "." + (ip >>> 8 & 0xff) + "." + (ip & 0xff);
    }
}
