// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
package dev.skep.bench.codegen;

import dev.skep.compiler.lang.Bpf;
import dev.skep.compiler.lang.LruHash;
import dev.skep.compiler.lang.Maps;
import dev.skep.compiler.lang.Xdp;
import dev.skep.compiler.lang.XdpAction;
import dev.skep.compiler.lang.XdpPacket;

/**
 * Drops TCP SYNs above a rate per source. A SYN that offers neither MSS nor timestamps, as flood tools send them, weighs
 * eight times as much.
 */
final class SynGuard {
    static final long WINDOW_NANOS = 1_000_000_000L;
    static final long PER_WINDOW = 1_000_000_000L;
    static final int MAX_OPTIONS = 6;

    static final class Bucket {
        long start;
        long weight;
        long dropped;
    }

    static final LruHash<Ipv4.Address, Bucket> BUCKETS = Maps.lruHash(65_536);

    private SynGuard() {}

    @Xdp
    static int run(XdpPacket packet) {
        Ethernet ethernet = packet.at(0, Ethernet.class);
        if (ethernet == null) {
            return XdpAction.PASS;
        }
        int type = ethernet.type;
        int at = Ethernet.BYTES;
        for (int i = 0; i < 2; i++) {
            if (type != Ethernet.Vlan.CUSTOMER && type != Ethernet.Vlan.SERVICE) {
                break;
            }
            Ethernet.Vlan vlan = packet.at(at, Ethernet.Vlan.class);
            if (vlan == null) {
                return XdpAction.PASS;
            }
            type = vlan.type;
            at += Ethernet.Vlan.BYTES;
        }
        if (type != Ethernet.IPV4) {
            return XdpAction.PASS;
        }
        Ipv4 ip = packet.at(at, Ipv4.class);
        if (ip == null || ip.protocol != Ipv4.TCP) {
            return XdpAction.PASS;
        }
        int header = (ip.versionAndLength & 0xf) * 4;
        if (header < Ipv4.BYTES) {
            return XdpAction.PASS;
        }
        at += header;
        Tcp tcp = packet.at(at, Tcp.class);
        if (tcp == null || (tcp.flags & 0x12) != 0x02) {
            return XdpAction.PASS;
        }
        int options = ((tcp.dataOffset & 0xff) >>> 4) * 4;
        long weight = looksForged(packet, at + Tcp.BYTES, at + options) ? 8 : 1;
        return charge(new Ipv4.Address(ip.source), weight);
    }

    private static boolean looksForged(XdpPacket packet, int at, int end) {
        int mss = 0;
        boolean stamped = false;
        for (int i = 0; i < MAX_OPTIONS; i++) {
            if (at >= end) {
                break;
            }
            Tcp.Option option = packet.at(at, Tcp.Option.class);
            if (option == null || option.kind == Tcp.Option.END) {
                break;
            }
            if (option.kind == Tcp.Option.PADDING) {
                at++;
                continue;
            }
            int length = option.length & 0xff;
            if (length < 2) {
                break;
            }
            if (option.kind == Tcp.Option.MSS && length == 4) {
                Tcp.MaximumSegment segment = packet.at(at, Tcp.MaximumSegment.class);
                if (segment == null) {
                    break;
                }
                mss = segment.bytes;
            } else if (option.kind == Tcp.Option.TIMESTAMPS) {
                stamped = true;
            }
            at += length;
        }
        return mss == 0 && !stamped;
    }

    private static int charge(Ipv4.Address source, long weight) {
        Bucket bucket = BUCKETS.getOrInit(source);
        if (bucket == null) {
            return XdpAction.PASS;
        }
        long now = Bpf.ktime();
        if (now - bucket.start > WINDOW_NANOS) {
            bucket.start = now;
            bucket.weight = 0;
        }
        bucket.weight += weight;
        if (bucket.weight > PER_WINDOW) {
            bucket.dropped++;
            return XdpAction.DROP;
        }
        return XdpAction.PASS;
    }
}
