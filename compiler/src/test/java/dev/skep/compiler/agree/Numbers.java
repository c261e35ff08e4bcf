package dev.skep.compiler.agree;

import dev.skep.compiler.lang.XdpPacket;

/** Operands at the start of a packet and results after them, as the programs of these tests see both. */
final class Numbers {
    static final int BYTES = 14 + 32 + 80;

    static final class Operands {
        long a;
        long b;
        int c;
        int d;
        short e;
        char f;
        byte g;
        byte h;
        boolean i;
        byte j;
    }

    static final class Results {
        long r0;
        long r1;
        long r2;
        long r3;
        long r4;
        long r5;
        long r6;
        long r7;
        long r8;
        long r9;
    }

    private Numbers() {}

    static Operands operands(XdpPacket packet) {
        return packet.at(14, Operands.class);
    }

    static Results results(XdpPacket packet) {
        return packet.at(14 + 32, Results.class);
    }
}
