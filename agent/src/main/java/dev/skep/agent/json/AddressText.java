package dev.skep.agent.json;

import java.net.Inet4Address;
import java.net.InetAddress;

/** Addresses as text: dotted quads, and IPv6 shortened as RFC 5952 says ({@code 2001:db8::1}). */
public final class AddressText {
    private AddressText() {}

    /** Appends an address without a port. Addresses that differ only in their scope read alike. */
    public static void append(StringBuilder out, InetAddress address) {
        byte[] bytes = address.getAddress();
        if (address instanceof Inet4Address) {
            appendQuad(out, bytes, 0);
        } else {
            appendIpv6(out, bytes);
        }
    }

    private static void appendQuad(StringBuilder out, byte[] bytes, int from) {
        for (int i = from; i < from + 4; i++) {
            if (i > from) {
                out.append('.');
            }
            out.append(bytes[i] & 0xff);
        }
    }

    private static void appendIpv6(StringBuilder out, byte[] bytes) {
        int gapStart = -1;
        int gapLength = 1; // a single zero group is written out (RFC 5952 §4.2.2)
        for (int i = 0; i < 8; i++) {
            int end = i;
            while (end < 8 && group(bytes, end) == 0) {
                end++;
            }
            if (end - i > gapLength) {
                gapStart = i;
                gapLength = end - i;
            }
            i = Math.max(i, end);
        }
        for (int i = 0; i < 8; i++) {
            if (i == gapStart) {
                out.append("::");
                i += gapLength - 1;
                continue;
            }
            if (i > 0 && i != gapStart + gapLength) {
                out.append(':');
            }
            appendHex(out, group(bytes, i));
        }
    }

    private static int group(byte[] bytes, int index) {
        return (bytes[2 * index] & 0xff) << 8 | bytes[2 * index + 1] & 0xff;
    }

    private static void appendHex(StringBuilder out, int value) {
        boolean started = false;
        for (int shift = 12; shift >= 0; shift -= 4) {
            int digit = value >> shift & 15;
            started |= digit != 0 || shift == 0;
            if (started) {
                out.append(Character.forDigit(digit, 16));
            }
        }
    }
}
