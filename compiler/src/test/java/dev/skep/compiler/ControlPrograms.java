package dev.skep.compiler;

import dev.skep.compiler.lang.Config;
import dev.skep.compiler.lang.Inline;
import dev.skep.compiler.lang.Xdp;
import dev.skep.compiler.lang.XdpPacket;

/** Control flow and data: loops, switches, helpers, records, arrays, enums. */
final class ControlPrograms {
    static final class Words {
        int a;
        int b;
        int c;
        int d;
        int r;
    }

    enum Color {
        RED(3),
        GREEN(5),
        BLUE(9);

        final int weight;

        Color(int weight) {
            this.weight = weight;
        }
    }

    record Point(int x, int y) {
        Point {
            if (x < 0) {
                x = 0;
            }
        }

        int norm() {
            return x * x + y * y;
        }

        Point plus(Point other) {
            return new Point(x + other.x, y + other.y);
        }
    }

    @Config
    static int configured = 17;

    static final int[] TABLE = {2, 3, 5, 7, 11, 13, 17, 19};
    static final long[] BIG = {1L << 40, -1, 3, 0x1234_5678_9abcL};

    private ControlPrograms() {}

    @Xdp
    static int loops(XdpPacket p) {
        byte[] bytes = p.bytes(0, 64);
        Words w = p.at(0, Words.class);
        if (bytes == null || w == null) {
            return 0;
        }
        int sum = 0;
        for (int i = 0; i < 32; i++) {
            if (bytes[i] == 0) {
                continue;
            }
            if (bytes[i] == 99) {
                break;
            }
            sum = sum * 31 + bytes[i];
        }
        int j = 40;
        while (j > 20 && bytes[j] != w.a) {
            sum += bytes[j--];
        }
        do {
            sum ^= j;
            j += 3;
        } while (j < 60);
        outer:
        for (int a = 0; a < 4; a++) {
            for (int b = 0; b < 4; b++) {
                if (bytes[a * 4 + b] == w.b) {
                    break outer;
                }
                sum += a * b;
            }
        }
        w.r = sum;
        return 1;
    }

    @Xdp
    @SuppressWarnings("fallthrough")
    static int switches(XdpPacket p) {
        Words w = p.at(0, Words.class);
        if (w == null) {
            return 0;
        }
        int t = switch (w.a) {
            case 0 -> 10;
            case 1, 2 -> 20;
            case 7 -> w.b;
            case 8 -> 3;
            case 255 -> 4;
            case 32768 -> 5;
            case Integer.MIN_VALUE -> 6;
            case -1 -> 77;
            default -> w.b * 2;
        };
        switch (w.b & 3) {
            case 0:
                t += 1;
            case 1:
                t += 2;
                break;
            case 2:
                return 2;
            default:
                t = -t;
        }
        w.r = t;
        return 1;
    }

    @Xdp
    static int records(XdpPacket p) {
        Words w = p.at(0, Words.class);
        if (w == null) {
            return 0;
        }
        Point point = new Point(w.a, w.b);
        Point other = w.c > 0 ? new Point(w.c, 1) : point;
        Point sum = point.plus(other);
        for (int i = 0; i < 3; i++) {
            sum = sum.plus(new Point(i, w.d));
        }
        w.r = sum.norm() + (sum.equals(point) ? 1 : 0);
        return sum.x() > sum.y() ? 1 : 2;
    }

    private static Color color(int n) {
        if (n < 0) {
            return Color.RED;
        }
        return (n & 1) == 0 ? Color.GREEN : Color.BLUE;
    }

    @Xdp
    static int enums(XdpPacket p) {
        Words w = p.at(0, Words.class);
        if (w == null) {
            return 0;
        }
        Color color = color(w.a);
        w.r = color.ordinal() + Color.BLUE.weight;
        if (color == Color.BLUE) {
            w.r += 100;
        }
        return switch (color) {
            case RED -> 1;
            case GREEN -> 2;
            case BLUE -> 3;
        };
    }

    @Xdp
    static int tables(XdpPacket p) {
        Words w = p.at(0, Words.class);
        if (w == null) {
            return 0;
        }
        int t = TABLE[w.a & 7] + TABLE[3];
        for (int prime : TABLE) {
            t = t * 7 + prime;
        }
        int index = w.b;
        if (index >= 0 && index < BIG.length) {
            t += (int) (BIG[index] >>> 8);
        }
        byte[] own = new byte[16];
        for (int i = 0; i < own.length; i++) {
            own[i] = (byte) (w.c + i);
        }
        own[w.d & 15] = 42;
        for (byte b : own) {
            t += b;
        }
        w.r = t + configured;
        return 1;
    }

    private static int helper(int x, int depth) {
        if (depth == 0) {
            return x;
        }
        return x > 100 ? helperTwo(x - 1) : x + depth;
    }

    @Inline
    private static int helperTwo(int x) {
        int t = 0;
        for (int i = 0; i < 5; i++) {
            t += x >> i;
        }
        return t;
    }

    private static boolean between(int x, int low, int high) {
        return x >= low && x <= high;
    }

    private static Words words(XdpPacket p, int at) {
        Words w = p.at(at, Words.class);
        if (w == null || w.a == 0) {
            return null;
        }
        return w;
    }

    @Xdp
    static int helpers(XdpPacket p) {
        Words w = words(p, 4);
        if (w == null) {
            return 0;
        }
        int t = helper(w.a, 0) + helper(w.b, 3);
        if (between(w.c, 5, 70) && !between(w.d, -5, 3)) {
            t += 1000;
        }
        w.r = t;
        return between(t, 0, 100000) ? 1 : 2;
    }
}
