package dev.skep.compiler.agree;

import dev.skep.compiler.agree.Numbers.Operands;
import dev.skep.compiler.agree.Numbers.Results;
import dev.skep.compiler.lang.BE;
import dev.skep.compiler.lang.Function;
import dev.skep.compiler.lang.Size;
import dev.skep.compiler.lang.Xdp;
import dev.skep.compiler.lang.XdpPacket;

/** Control flow, methods, arrays, records and views. */
final class ControlPrograms {
    enum Colour {
        RED,
        GREEN,
        BLUE
    }

    record Point(int x, long y) {
        long sum() {
            return x + y;
        }
    }

    static final class Swapped {
        @BE
        short a;

        @BE
        char b;

        @BE
        int c;

        @BE
        long d;

        @Size(8) byte[] e;

        Inner f;

        @Size(4) @BE
        int[] g;
    }

    static final class Inner {
        int x;

        @BE
        int y;
    }

    private static final int[] TABLE = {3, 1, 4, 1, 5, 9, 2, 6};
    private static int counter;

    private ControlPrograms() {}

    @Xdp
    @SuppressWarnings("fallthrough") // one of the switches is about it
    static int switches(XdpPacket packet) {
        Operands o = Numbers.operands(packet);
        Results r = Numbers.results(packet);
        if (o == null || r == null) {
            return 0;
        }
        switch (o.c & 7) {
            case 0 -> r.r0 = 10;
            case 1, 2 -> r.r0 = o.d;
            case 5 -> {
                r.r0 = 50;
                r.r1 = 51;
            }
            default -> r.r0 = -1;
        }
        r.r2 = switch (o.d & 0xffff) {
            case 0x1234 -> 1;
            case 0x8000 -> 2;
            case 77 -> 3;
            default -> 4;
        };
        int fall = 0;
        switch (o.g & 3) {
            case 0:
                fall += 1;
            case 1:
                fall += 2;
                break;
            case 2:
                fall += 4;
            default:
                fall += 8;
        }
        r.r3 = fall;
        Colour colour = o.i ? Colour.RED : o.h > 0 ? Colour.GREEN : Colour.BLUE;
        r.r4 = switch (colour) {
            case RED -> 100;
            case GREEN -> 200;
            case BLUE -> 300;
        };
        r.r5 = colour == Colour.GREEN ? colour.ordinal() : 7;
        return 2;
    }

    @Xdp
    static int loops(XdpPacket packet) {
        Operands o = Numbers.operands(packet);
        Results r = Numbers.results(packet);
        if (o == null || r == null) {
            return 0;
        }
        long sum = 0;
        outer:
        for (int i = 0; i < 8; i++) {
            for (int j = i; j < 8; j++) {
                if ((o.c >>> j & 1) == 0) {
                    continue outer;
                }
                if (j == 6) {
                    break outer;
                }
                sum += i * 10 + j;
            }
        }
        r.r0 = sum;
        int n = o.d & 15;
        int product = 1;
        while (n > 0) {
            product *= n--;
        }
        r.r1 = product;
        int steps = 0;
        int collatz = o.f & 31;
        do {
            collatz = (collatz & 1) == 0 ? collatz / 2 : 3 * collatz + 1;
            steps++;
        } while (collatz > 1 && steps < 40);
        r.r2 = steps;
        r.r3 = collatz;
        long swapA = 1;
        long swapB = o.a;
        for (int i = 0; i < 5; i++) {
            long old = swapA;
            swapA = swapB;
            swapB = old + i;
        }
        r.r4 = swapA;
        r.r5 = swapB;
        return 2;
    }

    @Xdp
    static int arrays(XdpPacket packet) {
        Operands o = Numbers.operands(packet);
        Results r = Numbers.results(packet);
        if (o == null || r == null) {
            return 0;
        }
        byte[] bytes = new byte[16];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (o.a >>> i);
        }
        bytes[o.c & 15] = 77;
        int total = 0;
        for (byte b : bytes) {
            total = total * 31 + b;
        }
        r.r0 = total;
        long[] longs = new long[4];
        longs[o.d & 3] = o.b;
        longs[1] += 5;
        r.r1 = longs[0] ^ longs[1] ^ longs[2] ^ longs[3];
        r.r2 = longs[o.g & 3];
        r.r3 = TABLE[o.h & 7];
        int[] ints = {o.c, o.d, 3};
        int best = ints[0];
        for (int i = 1; i < 3; i++) {
            best = Math.max(best, ints[i]);
        }
        r.r4 = best;
        return 2;
    }

    @Xdp
    static int values(XdpPacket packet) {
        Operands o = Numbers.operands(packet);
        Results r = Numbers.results(packet);
        if (o == null || r == null) {
            return 0;
        }
        Point p = new Point(o.c, o.a);
        Point q = o.i ? p : new Point(p.x() + 1, 9);
        r.r0 = p.sum();
        r.r1 = q.sum();
        r.r2 = inlined(o.c, o.b);
        r.r3 = called(o.c, o.a) + called(o.d, o.b);
        counter++;
        r.r4 = pick(o.i, o.a, o.b);
        r.r5 = narrow(o.c);
        return 2;
    }

    private static long inlined(int x, long y) {
        if (x > 0) {
            return x * y;
        }
        for (int i = 0; i < 3; i++) {
            y += x;
        }
        return y;
    }

    @Function
    private static long called(int x, long y) {
        return x < 0 ? y - x : y ^ x;
    }

    private static long pick(boolean first, long a, long b) {
        return first ? a : b;
    }

    private static byte narrow(int x) {
        return (byte) x;
    }

    @Xdp
    static int views(XdpPacket packet) {
        Swapped s = packet.at(14, Swapped.class);
        if (s == null) {
            return 0;
        }
        s.a++;
        s.b += 3;
        s.c = s.c ^ s.b;
        s.d -= s.c;
        s.e[s.a & 7] = 1;
        s.e[3] = (byte) (s.e[2] + 1);
        s.f.x = s.f.y;
        s.f.y += 7;
        s.g[s.b & 3] = s.c;
        s.g[0] += s.g[3];
        return (int) (s.d & 3);
    }

    @Xdp
    static int indexes(XdpPacket packet) {
        byte[] bytes = packet.bytes(14, 48);
        if (bytes == null) {
            return 0;
        }
        int at = bytes[0] & 31;
        int sum = 0;
        for (int i = 0; i < 8; i++) {
            sum = sum * 31 + bytes[at];
            at = (at + bytes[i] + 1) & 31;
        }
        bytes[at + 16] = (byte) sum;
        for (int i = 1; i < 8; i += 2) {
            bytes[40 + i] = bytes[i];
        }
        return sum & 3;
    }

    @Xdp
    static int moving(XdpPacket packet) {
        int bytes = packet.length();
        if (bytes < 40 || bytes > 1000) {
            return 0;
        }
        int at = 14;
        int seen = 0;
        for (int i = 0; i < 6; i++) {
            Inner inner = packet.at(at, Inner.class);
            if (inner == null) {
                break;
            }
            seen += inner.x & 0xff;
            at += 8 + (inner.x & 7);
        }
        if (packet.adjustHead(-8) != 0) {
            return 1;
        }
        Inner front = packet.at(0, Inner.class);
        if (front == null) {
            return 1;
        }
        front.x = seen;
        front.y = bytes;
        if ((seen & 1) != 0 && packet.adjustTail(-3) != 0) {
            return 3;
        }
        int end = packet.length() - 4;
        byte[] tail = end < 0 || end > 2000 ? null : packet.bytes(end, 4);
        if (tail == null) {
            return 4;
        }
        tail[0] ^= (byte) 0x55;
        return 2;
    }
}
