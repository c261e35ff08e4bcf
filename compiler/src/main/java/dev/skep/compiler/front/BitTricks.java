package dev.skep.compiler.front;

import dev.skep.compiler.ir.Builder;
import dev.skep.compiler.ir.Cond;
import dev.skep.compiler.ir.Op;
import dev.skep.compiler.ir.Type;
import dev.skep.compiler.ir.Value;

/** Bit counting on a machine that has no instruction for it (Hacker's Delight, chapter 5). */
final class BitTricks {
    private final Unit unit;

    BitTricks(Unit unit) {
        this.unit = unit;
    }

    private static Value masked(Builder build, Value v, long mask) {
        return build.binary(Op.AND, v, build.constant(v.type(), mask));
    }

    private static Value shifted(Builder build, Value v, int by) {
        return build.binary(Op.SHR, v, build.constant(v.type(), by));
    }

    /** Sums bits in ever wider fields; the last step adds all bytes by a multiplication. An int's result. */
    static Value bitCount(Builder build, Value v) {
        Value pairs = build.binary(Op.SUB, v, masked(build, shifted(build, v, 1), 0x5555_5555_5555_5555L));
        Value fours = build.binary(
                Op.ADD,
                masked(build, pairs, 0x3333_3333_3333_3333L),
                masked(build, shifted(build, pairs, 2), 0x3333_3333_3333_3333L));
        Value bytes = masked(build, build.binary(Op.ADD, fours, shifted(build, fours, 4)), 0x0f0f_0f0f_0f0f_0f0fL);
        Value all = build.binary(Op.MUL, bytes, build.constant(v.type(), 0x0101_0101_0101_0101L));
        return build.trunc(shifted(build, all, v.type() == Type.I32 ? 24 : 56));
    }

    /** Halves the search with each comparison; each test is a branch over two operations. */
    Value leadingZeros(Value v) {
        Builder build = unit.build();
        int width = v.type() == Type.I32 ? 32 : 64;
        Value rest = v;
        Value count = build.i32(width);
        for (int step = width / 2; step >= 1; step /= 2) {
            Value high = shifted(build, rest, step);
            Value fewer = build.binary(Op.SUB, count, build.i32(step));
            Value[] chosen = either(high, new Value[] {high, fewer}, new Value[] {rest, count});
            rest = chosen[0];
            count = chosen[1];
        }
        return build.binary(Op.SUB, count, build.trunc(rest));
    }

    /** Trailing zeros are the ones of {@code (v & -v) - 1}. */
    Value trailingZeros(Value v) {
        Builder build = unit.build();
        Value lowest = build.binary(Op.AND, v, build.unary(Op.NEG, v.type(), v));
        return bitCount(build, build.binary(Op.SUB, lowest, build.constant(v.type(), 1)));
    }

    /** Smears the highest bit downwards, then keeps it alone. */
    Value highestOneBit(Value v) {
        Builder build = unit.build();
        Value all = v;
        for (int by = 1; by < (v.type() == Type.I32 ? 32 : 64); by *= 2) {
            all = build.binary(Op.OR, all, shifted(build, all, by));
        }
        return build.binary(Op.SUB, all, shifted(build, all, 1));
    }

    private Value[] either(Value tested, Value[] ifNotZero, Value[] ifZero) {
        Builder build = unit.build();
        if (tested.isConst()) {
            return tested.isConst(0) ? ifZero : ifNotZero;
        }
        var yes = unit.graph().newBlock();
        var no = unit.graph().newBlock();
        var join = unit.graph().newBlock();
        build.branch(Cond.NE, tested, build.constant(tested.type(), 0), yes, no);
        build.at(yes);
        build.jump(join);
        build.at(no);
        build.jump(join);
        build.at(join);
        Value[] phis = new Value[ifZero.length];
        for (int i = 0; i < phis.length; i++) {
            phis[i] = build.phi(join, ifZero[i].type());
            phis[i].args().add(ifNotZero[i]);
            phis[i].args().add(ifZero[i]);
        }
        return phis;
    }
}
