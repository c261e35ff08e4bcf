package dev.skep.compiler.pass;

import dev.skep.compiler.ir.Cond;
import dev.skep.compiler.ir.Op;
import dev.skep.compiler.ir.Type;

/** Arithmetic on ranges. What may wrap around gives the whole range of the type. */
final class RangeArithmetic {
    private RangeArithmetic() {}

    private static Range full(Type type) {
        return type == Type.I32 ? Range.INT : Range.ALL;
    }

    static Range binary(Op op, Type type, Range a, Range b) {
        if (a.isEmpty() || b.isEmpty()) {
            return new Range(1, 0);
        }
        try {
            Range exact = exact(op, type, a, b);
            Range full = full(type);
            return exact.within(full.low(), full.high()) ? exact : full;
        } catch (ArithmeticException overflow) {
            return full(type);
        }
    }

    private static Range exact(Op op, Type type, Range a, Range b) {
        boolean nonNegative = a.low() >= 0 && b.low() >= 0;
        return switch (op) {
            case ADD -> new Range(Math.addExact(a.low(), b.low()), Math.addExact(a.high(), b.high()));
            case SUB -> new Range(Math.subtractExact(a.low(), b.high()), Math.subtractExact(a.high(), b.low()));
            case MUL ->
                nonNegative
                        ? new Range(Math.multiplyExact(a.low(), b.low()), Math.multiplyExact(a.high(), b.high()))
                        : full(type);
            case AND -> and(type, a, b);
            case OR, XOR -> nonNegative ? new Range(0, upTo(a.high() | b.high())) : full(type);
            case SHL -> shiftLeft(type, a, b);
            case SHR -> shiftRight(type, a, b, false);
            case SAR -> shiftRight(type, a, b, true);
            case UDIV ->
                nonNegative
                        ? new Range(b.high() == 0 ? 0 : a.low() / b.high(), a.high() / Math.max(1, b.low()))
                        : full(type);
            case UMOD ->
                b.low() > 0 ? new Range(0, nonNegative ? Math.min(a.high(), b.high() - 1) : b.high() - 1) : full(type);
            case SDIV -> b.low() > 0 && a.low() >= 0 ? new Range(0, a.high()) : full(type);
            case SMOD -> b.low() > 0 ? new Range(a.low() >= 0 ? 0 : 1 - b.high(), b.high() - 1) : full(type);
            default -> full(type);
        };
    }

    private static long upTo(long number) {
        return number == 0 ? 0 : -1L >>> Long.numberOfLeadingZeros(number);
    }

    private static Range and(Type type, Range a, Range b) {
        if (a.low() >= 0 && b.low() >= 0) {
            return new Range(0, Math.min(a.high(), b.high()));
        }
        if (b.low() >= 0) {
            return new Range(0, b.high());
        }
        return a.low() >= 0 ? new Range(0, a.high()) : full(type);
    }

    private static Range shiftLeft(Type type, Range a, Range b) {
        boolean constant = b.low() == b.high() && b.low() >= 0 && b.low() < 63;
        if (!constant || a.low() < 0) {
            return full(type);
        }
        long factor = 1L << b.low();
        return new Range(Math.multiplyExact(a.low(), factor), Math.multiplyExact(a.high(), factor));
    }

    private static Range shiftRight(Type type, Range a, Range b, boolean arithmetic) {
        boolean bounded = b.low() >= 0 && b.high() < (type == Type.I32 ? 32 : 64);
        if (!bounded) {
            return a.low() >= 0 ? new Range(0, a.high()) : full(type);
        }
        if (a.low() >= 0) {
            return new Range(a.low() >> b.high(), a.high() >> b.low());
        }
        if (arithmetic) {
            return new Range(a.low() >> b.low(), Math.max(a.high() >> b.low(), -1));
        }
        long width = type == Type.I32 ? 0xffff_ffffL : -1L;
        return b.low() > 0 ? new Range(0, width >>> b.low()) : full(type);
    }

    /** An I32 seen without sign. */
    static Range unsigned32(Range a) {
        return a.low() >= 0 ? a : new Range(0, 0xffff_ffffL);
    }

    /** What is left of a range when {@code x cond bound} holds. */
    static Range narrow(Range x, Cond cond, Range bound, Type type) {
        if (bound.isEmpty()) {
            return x;
        }
        boolean boundNonNegative = bound.low() >= 0;
        return switch (cond) {
            case EQ -> x.intersect(bound);
            case NE -> notEqual(x, bound);
            case SLT -> x.intersect(new Range(Long.MIN_VALUE, dec(bound.high())));
            case SLE -> x.intersect(new Range(Long.MIN_VALUE, bound.high()));
            case SGT -> x.intersect(new Range(inc(bound.low()), Long.MAX_VALUE));
            case SGE -> x.intersect(new Range(bound.low(), Long.MAX_VALUE));
            // Below a non-negative bound without sign there are no negative numbers.
            case ULT -> boundNonNegative ? x.intersect(new Range(0, dec(bound.high()))) : x;
            case ULE -> boundNonNegative ? x.intersect(new Range(0, bound.high())) : x;
            case UGT -> x.low() >= 0 && boundNonNegative ? x.intersect(new Range(inc(bound.low()), Long.MAX_VALUE)) : x;
            case UGE -> x.low() >= 0 && boundNonNegative ? x.intersect(new Range(bound.low(), Long.MAX_VALUE)) : x;
            case NTEST, TEST -> x;
        };
    }

    private static long dec(long n) {
        return n == Long.MIN_VALUE ? n : n - 1;
    }

    private static long inc(long n) {
        return n == Long.MAX_VALUE ? n : n + 1;
    }

    private static Range notEqual(Range x, Range bound) {
        if (bound.low() != bound.high()) {
            return x;
        }
        if (x.low() == bound.low() && x.low() < x.high()) {
            return new Range(x.low() + 1, x.high());
        }
        return x.high() == bound.low() && x.low() < x.high() ? new Range(x.low(), x.high() - 1) : x;
    }
}
