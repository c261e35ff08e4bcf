// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
package dev.skep.bench.codegen;

import dev.skep.compiler.lang.Maps;
import dev.skep.compiler.lang.PerCpuArray;
import dev.skep.compiler.lang.Xdp;
import dev.skep.compiler.lang.XdpAction;
import dev.skep.compiler.lang.XdpPacket;

/** Says from the first 64 bytes of a TCP payload which kind of HTTP/1 request it is. */
final class HttpClassifier {
    static final int LINE = 64;
    static final int OTHER = 0, GET = 1, HEAD = 2, POST = 3, PUT = 4, DELETE = 5, RESPONSE = 6;

    /** {@code "/api"}. */
    private static final int API = 0x2f617069;

    static final class Kind {
        long requests;
        long api;
        long pathBytes;
        long truncated;
    }

    static final PerCpuArray<Kind> CLASSES = Maps.perCpuArray(7);

    private HttpClassifier() {}

    @Xdp
    static int run(XdpPacket packet) {
        Ethernet ethernet = packet.at(0, Ethernet.class);
        Ipv4 ip = packet.at(Ethernet.BYTES, Ipv4.class);
        if (ethernet == null || ip == null || ethernet.type != Ethernet.IPV4 || ip.protocol != Ipv4.TCP) {
            return XdpAction.PASS;
        }
        int header = (ip.versionAndLength & 0xf) * 4;
        if (header < Ipv4.BYTES) {
            return XdpAction.PASS;
        }
        int at = Ethernet.BYTES + header;
        Tcp tcp = packet.at(at, Tcp.class);
        if (tcp == null) {
            return XdpAction.PASS;
        }
        byte[] line = packet.bytes(at + ((tcp.dataOffset & 0xff) >>> 4) * 4, LINE);
        if (line == null) {
            return XdpAction.PASS;
        }
        return classify(line);
    }

    private static int classify(byte[] line) {
        int method;
        int path;
        switch (word(line, 0)) {
            case 0x47455420 -> { // "GET "
                method = GET;
                path = 4;
            }
            case 0x48454144 -> { // "HEAD"
                method = HEAD;
                path = 5;
            }
            case 0x504f5354 -> { // "POST"
                method = POST;
                path = 5;
            }
            case 0x50555420 -> { // "PUT "
                method = PUT;
                path = 4;
            }
            case 0x44454c45 -> { // "DELE"
                method = DELETE;
                path = 7;
            }
            case 0x48545450 -> { // "HTTP"
                method = RESPONSE;
                path = 9;
            }
            default -> {
                method = OTHER;
                path = 0;
            }
        }
        Kind kind = CLASSES.get(method);
        if (kind == null) {
            return XdpAction.PASS;
        }
        kind.requests++;
        if (method == OTHER) {
            return XdpAction.DROP;
        }
        int end = 0;
        for (int i = 4; i < LINE; i++) {
            if (i >= path && (line[i] == ' ' || line[i] == '\r')) {
                end = i;
                break;
            }
        }
        if (end == 0) {
            kind.truncated++;
            end = LINE;
        }
        kind.pathBytes += end - path;
        if (method == GET && word(line, 4) == API) {
            kind.api++;
        }
        return XdpAction.PASS;
    }

    private static int word(byte[] line, int at) {
        return (line[at] & 0xff) << 24 | (line[at + 1] & 0xff) << 16 | (line[at + 2] & 0xff) << 8 | line[at + 3] & 0xff;
    }
}
