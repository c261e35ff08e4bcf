// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
package dev.skep.bench.codegen;

import dev.skep.compiler.lang.BE;
import dev.skep.compiler.lang.Mem;
import dev.skep.compiler.lang.Size;
import dev.skep.compiler.lang.XdpPacket;

/** What the load balancers share: backends, the hash of a flow and IPIP (RFC 2003). */
final class Encapsulation {
    static final class Backend {
        @BE
        int address;

        @Size(6) byte[] mac = new byte[6];

        byte up;
        byte reserved;
        long packets;
        long bytes;
    }

    private Encapsulation() {}

    /** The end of Jenkins' lookup3, as the kernel's {@code jhash_3words} has it. */
    static int mix(int a, int b, int c) {
        c ^= b;
        c -= Integer.rotateLeft(b, 14);
        a ^= c;
        a -= Integer.rotateLeft(c, 11);
        b ^= a;
        b -= Integer.rotateLeft(a, 25);
        c ^= b;
        c -= Integer.rotateLeft(b, 16);
        a ^= c;
        a -= Integer.rotateLeft(c, 4);
        b ^= a;
        b -= Integer.rotateLeft(a, 14);
        c ^= b;
        c -= Integer.rotateLeft(b, 24);
        return c;
    }

    /** Puts an IPv4 header in front of the packet's own; false if there is no room. */
    @SuppressWarnings("ArgumentSelectionDefectChecker") // who was sent to is who sends on
    static boolean ipip(XdpPacket packet, Backend backend, int source, int innerLength) {
        if (packet.adjustHead(-Ipv4.BYTES) != 0) {
            return false;
        }
        Ethernet ethernet = packet.at(0, Ethernet.class);
        Ethernet inner = packet.at(Ipv4.BYTES, Ethernet.class);
        Ipv4 outer = packet.at(Ethernet.BYTES, Ipv4.class);
        if (ethernet == null || inner == null || outer == null) {
            return false;
        }
        Mem.copy(ethernet.source, 0, inner.destination, 0, 6);
        Mem.copy(ethernet.destination, 0, backend.mac, 0, 6);
        ethernet.type = Ethernet.IPV4;
        int length = innerLength + Ipv4.BYTES;
        int destination = backend.address;
        outer.versionAndLength = 0x45;
        outer.service = 0;
        outer.totalLength = (char) length;
        outer.id = 0;
        outer.fragment = 0x4000;
        outer.ttl = 64;
        outer.protocol = Ipv4.IPIP;
        outer.source = source;
        outer.destination = destination;
        int sum = 0x4500 + 0x4000 + (64 << 8 | Ipv4.IPIP) + (source >>> 16) + (source & 0xffff);
        sum += (length & 0xffff) + (destination >>> 16) + (destination & 0xffff);
        sum = (sum & 0xffff) + (sum >>> 16);
        sum = (sum & 0xffff) + (sum >>> 16);
        outer.checksum = (char) ~sum;
        return true;
    }

    /** Takes the outer IPv4 header away; false if the packet ends before the inner one. */
    @SuppressWarnings("ArgumentSelectionDefectChecker") // goes on as if it came from where it was sent to
    static boolean unwrap(XdpPacket packet, Ethernet outer) {
        Ethernet inner = packet.at(Ipv4.BYTES, Ethernet.class);
        if (inner == null) {
            return false;
        }
        Mem.copy(inner.source, 0, outer.destination, 0, 6);
        Mem.copy(inner.destination, 0, outer.source, 0, 6);
        inner.type = Ethernet.IPV4;
        return packet.adjustHead(Ipv4.BYTES) == 0;
    }
}
