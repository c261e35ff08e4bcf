package dev.skep.compiler.ir;

import org.jspecify.annotations.Nullable;

/** Rules for comparisons: constants to the right, masks into bit tests, swaps and extensions into the constant. */
final class TestSimplifier {
    private final Builder build;

    TestSimplifier(Builder build) {
        this.build = build;
    }

    Test simplify(Test test) {
        Test current = test;
        for (int i = 0; i < 8; i++) {
            Test next = step(current);
            if (next == null) {
                return current;
            }
            current = next;
        }
        return current;
    }

    private @Nullable Test step(Test test) {
        if (test.known() != null) {
            return null;
        }
        Value a = test.a();
        Value b = test.b();
        if (a.isConst() && !b.isConst()) {
            return new Test(test.cond().swapped(), b, a);
        }
        Test unsigned = unsigned(test);
        if (unsigned != null) {
            return unsigned;
        }
        boolean bothExtended = (a.is(Op.SEXT) && b.is(Op.SEXT)) || (a.is(Op.ZEXT) && b.is(Op.ZEXT));
        if (bothExtended && (a.is(Op.SEXT) || !signed(test.cond()))) {
            return test.with(a.arg(0), b.arg(0));
        }
        return b.isConst() ? withConstant(test, a, b.imm()) : null;
    }

    private static boolean signed(Cond cond) {
        return cond == Cond.SLT || cond == Cond.SLE || cond == Cond.SGT || cond == Cond.SGE;
    }

    /** Signed comparison of numbers that are never negative: unsigned ones tell the verifier both bounds at once. */
    private @Nullable Test unsigned(Test test) {
        if (!signed(test.cond())) {
            return null;
        }
        boolean bothNonNegative = KnownBits.nonNegative(test.a()) && KnownBits.nonNegative(test.b());
        if (!bothNonNegative) {
            return null;
        }
        Cond cond = switch (test.cond()) {
            case SLT -> Cond.ULT;
            case SLE -> Cond.ULE;
            case SGT -> Cond.UGT;
            default -> Cond.UGE;
        };
        return new Test(cond, test.a(), test.b());
    }

    private @Nullable Test withConstant(Test test, Value a, long c) {
        Cond cond = test.cond();
        boolean equality = cond == Cond.EQ || cond == Cond.NE;
        boolean bits = cond == Cond.TEST || cond == Cond.NTEST;
        Test widths = widths(test, a, c, equality);
        if (widths != null) {
            return widths;
        }
        if (equality || bits) {
            Test swapped = swaps(test, a, c, equality);
            if (swapped != null) {
                return swapped;
            }
        }
        if (bits && a.is(Op.AND) && a.arg(1).isConst()) {
            return test.with(a.arg(0), build.constant(a.type(), a.arg(1).imm() & c));
        }
        if (equality) {
            return equality(test, a, c);
        }
        return null;
    }

    private @Nullable Test widths(Test test, Value a, long c, boolean equality) {
        if (a.is(Op.SEXT) && c == (int) c) {
            return test.with(a.arg(0), build.i32(c));
        }
        if (a.is(Op.ZEXT) && c >= 0 && c <= 0xffff_ffffL && !signed(test.cond())) {
            return test.with(a.arg(0), build.i32(c));
        }
        if (equality && a.is(Op.SEXT8) && c == (byte) c) {
            return test.with(build.binary(Op.AND, a.arg(0), mask(a, 0xff)), mask(a, c & 0xff));
        }
        if (equality && a.is(Op.SEXT16) && c == (short) c) {
            return test.with(build.binary(Op.AND, a.arg(0), mask(a, 0xffff)), mask(a, c & 0xffff));
        }
        if (c == 0 && a.is(Op.SEXT8) && (test.cond() == Cond.SLT || test.cond() == Cond.SGE)) {
            return new Test(test.cond() == Cond.SLT ? Cond.TEST : Cond.NTEST, a.arg(0), mask(a, 0x80));
        }
        return null;
    }

    private Value mask(Value like, long number) {
        return build.constant(like.type(), number);
    }

    private @Nullable Test swaps(Test test, Value a, long c, boolean equality) {
        if (a.is(Op.BSWAP16)) {
            boolean fits = (c & ~0xffffL) == 0;
            if (equality && !fits) {
                return new Test(test.cond(), build.i32(0), build.i32(1));
            }
            Value low = build.binary(Op.AND, a.arg(0), mask(a, 0xffff));
            return test.with(low, mask(a, Short.reverseBytes((short) c) & 0xffff));
        }
        if (a.is(Op.BSWAP32) && a.type() == Type.I32) {
            return test.with(a.arg(0), build.i32(Integer.reverseBytes((int) c)));
        }
        if (a.is(Op.BSWAP64)) {
            return test.with(a.arg(0), build.i64(Long.reverseBytes(c)));
        }
        return null;
    }

    private @Nullable Test equality(Test test, Value a, long c) {
        if (a.type() == Type.PTR || a.args().size() != 2 || !a.op().arithmetic()) {
            return null;
        }
        Value left = a.arg(0);
        Value right = a.arg(1);
        if (c == 0 && (a.is(Op.SUB) || a.is(Op.XOR)) && left.type() != Type.PTR) {
            return test.with(left, right);
        }
        return a.is(Op.AND) && right.isConst() ? maskedSwap(test, left, right.imm(), c) : null;
    }

    /** {@code (swap(x) & k) == c} without the swap. Elsewhere the swap stays outside: after it the verifier knows nothing. */
    private @Nullable Test maskedSwap(Test test, Value swap, long k, long c) {
        Op op = swap.op();
        if ((c & ~k) != 0 || (op != Op.BSWAP16 && op != Op.BSWAP32 && op != Op.BSWAP64)) {
            return null;
        }
        long low = op == Op.BSWAP16 ? 0xffff : op == Op.BSWAP32 ? 0xffff_ffffL : -1;
        Value mask = build.constant(swap.type(), Fold.eval(op, swap.type(), k & low, 0));
        Value wanted = build.constant(swap.type(), Fold.eval(op, swap.type(), c & low, 0));
        return test.with(build.binary(Op.AND, swap.arg(0), mask), wanted);
    }
}
