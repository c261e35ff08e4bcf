package dev.skep.compiler;

import dev.skep.compiler.lang.BE;
import dev.skep.compiler.lang.Xdp;
import dev.skep.compiler.lang.XdpPacket;

/** Arithmetic on numbers out of a packet; each result goes back into the packet. */
final class ArithmeticPrograms {
    static final class Words {
        int a;
        int b;
        long x;
        long y;
        short s;
        byte c;
        byte d;

        @BE
        int e;

        @BE
        char f;

        @BE
        long g;

        char u;
        int r;
        long q;
    }

    private ArithmeticPrograms() {}

    @Xdp
    static int ints(XdpPacket p) {
        Words w = p.at(0, Words.class);
        if (w == null) {
            return 0;
        }
        int t = (w.a + w.b) * 3 - (w.a ^ w.b);
        t += w.a & 0xff00 | w.b >>> 3;
        t -= w.b >> (w.a & 7);
        t ^= w.a << w.b;
        w.r = t;
        w.q = t;
        return 1;
    }

    @Xdp
    static int longs(XdpPacket p) {
        Words w = p.at(0, Words.class);
        if (w == null) {
            return 0;
        }
        long t = (w.x + w.y) * 5 - (w.x ^ w.y);
        t += w.x & 0xff00ff00ff00L | w.y >>> 7;
        t -= w.y >> (w.a & 31);
        t ^= w.x << w.b;
        t += (w.a & 0xffff_ffffL) * 0x1_0000_0001L;
        w.q = t;
        w.r = (int) (t >>> 32);
        return 1;
    }

    @Xdp
    static int divisions(XdpPacket p) {
        Words w = p.at(0, Words.class);
        if (w == null) {
            return 0;
        }
        int t = w.a / 7 + w.a % 7 * 100 + w.b / 16 + w.b % 16 + w.a / -3 + w.b % -8;
        long l = w.x / 1000 + w.y % 1000 + w.x / 4096 + w.y % 4096 + w.x / -9;
        t += Integer.divideUnsigned(w.a, 10) + Integer.remainderUnsigned(w.b, 10);
        l += Long.divideUnsigned(w.x, 10) + Long.remainderUnsigned(w.y, 17);
        int divisor = w.b & 0xff | 1;
        t += (w.a & 0x7fff_ffff) / divisor;
        w.r = t;
        w.q = l;
        return 1;
    }

    @Xdp
    static int narrow(XdpPacket p) {
        Words w = p.at(0, Words.class);
        if (w == null) {
            return 0;
        }
        int t = w.s + w.c * 3 + (w.d & 0xff) + w.u;
        t += (byte) w.a + (short) w.b + (char) w.a;
        t += w.c == 'G' ? 1000 : 0;
        t += w.d < 0 ? 5000 : 1;
        t += w.s == -2 ? 77 : 0;
        t += w.c >= 'a' && w.c <= 'z' ? 9 : 0;
        w.q = w.c + (long) w.s * w.u + (byte) w.x;
        w.s = (short) t;
        w.c = (byte) (t >> 3);
        w.r = t;
        return 1;
    }

    @Xdp
    static int network(XdpPacket p) {
        Words w = p.at(0, Words.class);
        if (w == null) {
            return 0;
        }
        int t = w.e + w.f;
        long l = w.g * 3 + w.e;
        t += w.f == 0x0800 ? 1 : 0;
        t += (w.f & 0x0fff) == 5 ? 2 : 0;
        t += w.e == 0xffff_ffff ? 4 : 0;
        t += w.g == 1 ? 8 : 0;
        t += w.f > 256 ? 16 : 0;
        w.e = t;
        w.f = (char) (t * 3);
        w.g = l;
        return Short.reverseBytes(w.s) == 1 ? 2 : Integer.reverseBytes(w.a) == 1 ? 3 : 1;
    }

    @Xdp
    static int comparisons(XdpPacket p) {
        Words w = p.at(0, Words.class);
        if (w == null) {
            return 0;
        }
        int t = 0;
        t |= w.a < w.b ? 1 : 0;
        t |= w.a <= 5 ? 2 : 0;
        t |= w.x > w.y ? 4 : 0;
        t |= w.x >= 0xffff_ffffL ? 8 : 0;
        t |= Integer.compareUnsigned(w.a, w.b) > 0 ? 16 : 0;
        t |= Long.compareUnsigned(w.x, w.y) <= 0 ? 32 : 0;
        t |= w.x == w.a ? 64 : 0;
        t |= (w.a & w.b) != 0 ? 128 : 0;
        t |= (w.a & 0x40) == 0 ? 256 : 0;
        t |= (w.a & 0x40) == 0x40 ? 512 : 0;
        t += Long.compare(w.x, w.y) * 1024;
        t += Integer.compareUnsigned(w.a, 100) < 0 ? 4096 : 0;
        boolean both = w.a > 0 && w.b > 0 || w.x < 0;
        if (both) {
            t += 8192;
        }
        boolean different = w.a > 0 ^ w.b > 0;
        w.r = different ? t : -t;
        return 1;
    }

    @Xdp
    static int bits(XdpPacket p) {
        Words w = p.at(0, Words.class);
        if (w == null) {
            return 0;
        }
        int t = Integer.bitCount(w.a) + 100 * Long.bitCount(w.x);
        t += Integer.numberOfLeadingZeros(w.b) * 7 + Long.numberOfLeadingZeros(w.y) * 11;
        t += Integer.numberOfTrailingZeros(w.b) * 13 + Long.numberOfTrailingZeros(w.y) * 17;
        t ^= Integer.rotateLeft(w.a, 5) ^ Integer.rotateRight(w.a, w.b);
        t += Integer.highestOneBit(w.a) - Integer.lowestOneBit(w.b);
        t += Math.abs(w.a) + Integer.signum(w.b) * 3 + Long.signum(w.x);
        w.q = Long.rotateLeft(w.x, 13) ^ Math.max(w.x, w.y) ^ Math.min(w.x, 3);
        w.r = t + Math.max(w.a, w.b) - Math.min(w.a, 12) + Byte.toUnsignedInt(w.c) + Short.toUnsignedInt(w.s);
        return 1;
    }
}
