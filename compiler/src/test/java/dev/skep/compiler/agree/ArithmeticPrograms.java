package dev.skep.compiler.agree;

import dev.skep.compiler.agree.Numbers.Operands;
import dev.skep.compiler.agree.Numbers.Results;
import dev.skep.compiler.lang.Xdp;
import dev.skep.compiler.lang.XdpPacket;

/** What Java's operators mean, in the kernel. */
final class ArithmeticPrograms {
    private ArithmeticPrograms() {}

    @Xdp
    static int ints(XdpPacket packet) {
        Operands o = Numbers.operands(packet);
        Results r = Numbers.results(packet);
        if (o == null || r == null) {
            return 0;
        }
        r.r0 = o.c + o.d;
        r.r1 = o.c - o.d;
        r.r2 = o.c * o.d;
        r.r3 = o.c & o.d;
        r.r4 = o.c | ~o.d;
        r.r5 = o.c ^ -o.d;
        r.r6 = o.c << o.d;
        r.r7 = o.c >> o.d;
        r.r8 = o.c >>> o.d;
        r.r9 = (o.c << 3) + (o.d >> 5) - (o.c >>> 7);
        return 2;
    }

    @Xdp
    static int longs(XdpPacket packet) {
        Operands o = Numbers.operands(packet);
        Results r = Numbers.results(packet);
        if (o == null || r == null) {
            return 0;
        }
        r.r0 = o.a + o.b;
        r.r1 = o.a - o.b;
        r.r2 = o.a * o.b;
        r.r3 = o.a & o.b;
        r.r4 = o.a | ~o.b;
        r.r5 = o.a ^ -o.b;
        r.r6 = o.a << o.d;
        r.r7 = o.a >> o.d;
        r.r8 = o.a >>> o.d;
        r.r9 = (o.a << 33) + (o.b >> 5) - (o.a >>> 47) + o.b * 1_000_000_007L;
        return 2;
    }

    @Xdp
    static int divisions(XdpPacket packet) {
        Operands o = Numbers.operands(packet);
        Results r = Numbers.results(packet);
        if (o == null || r == null) {
            return 0;
        }
        r.r0 = o.c / 7;
        r.r1 = o.c % 7;
        r.r2 = o.c / -3;
        r.r3 = o.c % 16;
        r.r4 = o.a / 1000;
        r.r5 = o.a % 1000;
        r.r6 = o.c / 8;
        r.r7 = o.a / 64;
        r.r8 = o.a % 4096;
        r.r9 = o.c % -10;
        return 2;
    }

    @Xdp
    static int unsignedDivisions(XdpPacket packet) {
        Operands o = Numbers.operands(packet);
        Results r = Numbers.results(packet);
        if (o == null || r == null || o.d == 0 || o.b == 0) {
            return 0;
        }
        r.r0 = Integer.divideUnsigned(o.c, o.d);
        r.r1 = Integer.remainderUnsigned(o.c, o.d);
        r.r2 = Long.divideUnsigned(o.a, o.b);
        r.r3 = Long.remainderUnsigned(o.a, o.b);
        r.r4 = Integer.remainderUnsigned(o.c, 65_537);
        r.r5 = Integer.divideUnsigned(o.c, 10);
        r.r6 = Long.remainderUnsigned(o.a, 1_000_000_007L);
        r.r7 = Integer.remainderUnsigned(o.c, 64);
        r.r8 = Long.divideUnsigned(o.a, 1L << 20);
        r.r9 = Integer.divideUnsigned(o.c, -5);
        return 2;
    }

    @Xdp
    static int conversions(XdpPacket packet) {
        Operands o = Numbers.operands(packet);
        Results r = Numbers.results(packet);
        if (o == null || r == null) {
            return 0;
        }
        r.r0 = (byte) o.a;
        r.r1 = (short) o.c;
        r.r2 = (char) o.c;
        r.r3 = (int) o.b;
        r.r4 = o.e + o.f + o.g;
        r.r5 = (o.g & 0xff) << 8 | o.h & 0xff;
        r.r6 = Integer.toUnsignedLong(o.c) + Short.toUnsignedInt(o.e) + Byte.toUnsignedLong(o.h);
        r.r7 = (byte) (o.g + o.h);
        r.r8 = (char) (o.f * 3) + (short) (o.e << 2);
        r.r9 = (int) (o.a >>> 32) + (long) (byte) o.d;
        return 2;
    }

    @Xdp
    static int comparisons(XdpPacket packet) {
        Operands o = Numbers.operands(packet);
        Results r = Numbers.results(packet);
        if (o == null || r == null) {
            return 0;
        }
        r.r0 = Integer.compare(o.c, o.d) + 10 * Long.compare(o.a, o.b);
        r.r1 = Integer.compareUnsigned(o.c, o.d) < 0 ? 5 : 6;
        r.r2 = Long.compareUnsigned(o.a, o.b) >= 0 ? o.a : o.b;
        r.r3 = Math.min(o.c, o.d) + Math.max(o.a, o.b);
        r.r4 = o.c < o.d ? o.e : o.a > o.b ? o.f : o.g;
        boolean both = o.c > 0 && o.d > 0 || o.a == o.b;
        r.r5 = both ? 1 : 0;
        r.r6 = o.g == o.h || o.f != 17 ? o.c : -o.c;
        r.r7 = (o.c < 0 ? 1 : 0) | (o.a < 0 ? 2 : 0) | (o.e < 0 ? 4 : 0) | (o.g < 0 ? 8 : 0);
        r.r8 = Math.abs(o.c) + Math.abs(o.a);
        r.r9 = !both ^ o.i ? 3 : 4;
        return 2;
    }

    @Xdp
    static int bits(XdpPacket packet) {
        Operands o = Numbers.operands(packet);
        Results r = Numbers.results(packet);
        if (o == null || r == null) {
            return 0;
        }
        r.r0 = Integer.rotateLeft(o.c, 13) ^ Integer.rotateRight(o.d, 7);
        r.r1 = Long.rotateLeft(o.a, 29) ^ Long.rotateRight(o.b, 50);
        r.r2 = Integer.reverseBytes(o.c);
        r.r3 = Long.reverseBytes(o.a);
        r.r4 = Short.reverseBytes(o.e) + Character.reverseBytes(o.f);
        r.r5 = Integer.bitCount(o.c) + 100 * Long.bitCount(o.a);
        r.r6 = Integer.numberOfLeadingZeros(o.c) + 100 * Long.numberOfLeadingZeros(o.a);
        r.r7 = Integer.numberOfTrailingZeros(o.c) + 100 * Long.numberOfTrailingZeros(o.a);
        return 2;
    }
}
