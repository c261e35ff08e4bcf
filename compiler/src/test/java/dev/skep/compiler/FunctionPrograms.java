package dev.skep.compiler;

import dev.skep.compiler.lang.Array;
import dev.skep.compiler.lang.Function;
import dev.skep.compiler.lang.Maps;
import dev.skep.compiler.lang.Xdp;
import dev.skep.compiler.lang.XdpPacket;

/** Methods that stay functions, and programs that have more values than registers. */
final class FunctionPrograms {
    static final class Words {
        int a;
        int b;
        long x;
        long y;
        int r;
        int s;
        long q;
    }

    static final class Cell {
        long sum;
        int calls;
    }

    static final Array<Cell> CELLS = Maps.array(2);

    private FunctionPrograms() {}

    @Function
    static int mix(int a, long b, int c) {
        int t = a;
        for (int i = 0; i < 5; i++) {
            t = t * 31 + (int) (b >>> i * 8) ^ c;
        }
        return t;
    }

    @Function(global = true)
    static long power(long base, int exponent) {
        long result = 1;
        for (int i = 0; i < 8; i++) {
            if ((exponent >>> i & 1) != 0) {
                result *= base + i;
            }
        }
        return result;
    }

    @Function
    static void note(Cell cell, long by) {
        cell.sum += by;
        cell.calls++;
    }

    @Function
    static int peek(XdpPacket p, int at) {
        Words w = p.at(at, Words.class);
        return w == null ? -1 : w.a ^ w.r;
    }

    @Xdp
    static int calls(XdpPacket p) {
        Words w = p.at(0, Words.class);
        Cell cell = CELLS.get(1);
        if (w == null || cell == null) {
            return 0;
        }
        int m = mix(w.a, w.x, 7) + mix(w.b, w.y, m2(w.a));
        note(cell, m);
        note(cell, power(w.x, w.b) + power(w.y, 3));
        w.q = cell.sum;
        w.r = cell.calls;
        return peek(p, 0) > 0 ? 1 : 2;
    }

    @Function
    static int m2(int a) {
        return mix(a, 3L, a) - 1;
    }

    /** Twelve numbers live over calls: four registers survive them. */
    @Xdp
    static int pressure(XdpPacket p) {
        Words w = p.at(0, Words.class);
        Words v = p.at(24, Words.class);
        if (w == null || v == null) {
            return 0;
        }
        int a = w.a;
        int b = w.b;
        long x = w.x;
        long y = w.y;
        int c = v.a;
        int d = v.b;
        long u = v.x;
        int e = a ^ d;
        long z = x * u;
        int f = mix(a, x, b);
        int g = mix(c, y, d);
        int h = mix(e, z, f);
        for (int i = 0; i < 4; i++) {
            g += mix(h, u + i, a) + b;
            h ^= c * i + d;
        }
        w.r = a + b + c + d + e + f + g + h;
        w.q = x ^ y ^ u ^ z;
        return (h & 1) != 0 ? 1 : 2;
    }
}
