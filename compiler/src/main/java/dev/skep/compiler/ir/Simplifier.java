package dev.skep.compiler.ir;

import org.jspecify.annotations.Nullable;

/**
 * Local rules: each looks at one operation and the operations behind its operands, and says a cheaper equal, or null.
 * Rules may append operations through the builder.
 *
 * <p>Byte swaps are pushed outwards through masks, towards comparisons, where they vanish into the constant:
 * {@code (swap16(x) & m) == c} becomes {@code (x & swap16(m)) == swap16(c)}.
 */
final class Simplifier {
    private final Builder build;
    private final TestSimplifier tests;

    Simplifier(Builder build) {
        this.build = build;
        this.tests = new TestSimplifier(build);
    }

    Test test(Test test) {
        return tests.simplify(test);
    }

    @Nullable Value binary(Op op, Type type, Value a, Value b) {
        if (a.isConst() && b.isConst()) {
            return build.constant(type, Fold.eval(op, type, a.imm(), b.imm()));
        }
        if (op.commutative() && a.isConst()) {
            return build.binary(op, b, a);
        }
        if (b.isConst()) {
            Value simple = withConstant(op, type, a, b.imm());
            if (simple != null) {
                return simple;
            }
        }
        if (a == b) {
            return switch (op) {
                case SUB, XOR, PTRSUB -> build.constant(type, 0);
                case AND, OR -> a;
                default -> null;
            };
        }
        if (op == Op.PTRADD && a.isConst(0) && b.is(Op.PTRSUB) && b.arg(1).isConst(0)) {
            return b.arg(0);
        }
        if (op == Op.PTRSUB && b.isConst(0) && a.is(Op.PTRADD) && a.arg(0).isConst(0)) {
            return a.arg(1);
        }
        if (op == Op.PTRADD && b.is(Op.ADD) && b.arg(1).isConst()) {
            return build.offset(build.binary(Op.PTRADD, a, b.arg(0)), b.arg(1).imm());
        }
        if (op == Op.PTRADD && b.is(Op.ZEXT) && b.arg(0).is(Op.ADD) && exactSum(b.arg(0))) {
            Value sum = b.arg(0);
            return build.offset(
                    build.binary(Op.PTRADD, a, build.zext(sum.arg(0))),
                    sum.arg(1).imm());
        }
        if (op == Op.PTRADD && a.is(Op.PTRADD) && a.arg(1).isConst() && !b.isConst()) {
            return build.offset(build.binary(Op.PTRADD, a.arg(0), b), a.arg(1).imm());
        }
        return null;
    }

    /** Whether an I32 sum with a positive constant cannot leave the 31 low bits. */
    private static boolean exactSum(Value sum) {
        Value addend = sum.arg(1);
        return addend.isConst()
                && addend.imm() >= 0
                && KnownBits.possible(sum.arg(0)) + addend.imm() <= Integer.MAX_VALUE
                && KnownBits.possible(sum.arg(0)) >= 0;
    }

    private @Nullable Value withConstant(Op op, Type type, Value a, long c) {
        int width = type == Type.I32 ? 32 : 64;
        return switch (op) {
            case ADD ->
                c == 0
                        ? a
                        : a.is(Op.ADD) && a.arg(1).isConst()
                                ? again(op, a, a.arg(1).imm() + c)
                                : null;
            case PTRADD -> pointer(a, c);
            case SUB -> build.binary(Op.ADD, a, build.constant(type, -c));
            case MUL -> multiply(type, a, c);
            case UDIV -> powerOfTwo(c, width) ? build.binary(Op.SHR, a, log2(type, c)) : c == 0 ? zero(type) : null;
            case UMOD -> powerOfTwo(c, width) ? build.binary(Op.AND, a, build.constant(type, c - 1)) : null;
            case SDIV -> divide(type, a, c, width);
            case SMOD -> remainder(type, a, c, width);
            case AND -> and(type, a, c);
            case OR ->
                c == 0
                        ? a
                        : a.is(Op.OR) && a.arg(1).isConst()
                                ? again(op, a, a.arg(1).imm() | c)
                                : null;
            case XOR ->
                c == 0
                        ? a
                        : a.is(Op.XOR) && a.arg(1).isConst()
                                ? again(op, a, a.arg(1).imm() ^ c)
                                : null;
            case SHL, SHR, SAR -> shift(op, type, a, c, width);
            default -> null;
        };
    }

    private Value again(Op op, Value a, long c) {
        return build.binary(op, a.arg(0), build.constant(a.type(), c));
    }

    private Value zero(Type type) {
        return build.constant(type, 0);
    }

    private Value log2(Type type, long c) {
        return build.constant(type, Long.numberOfTrailingZeros(c));
    }

    private static boolean powerOfTwo(long c, int width) {
        long bits = width == 32 ? c & 0xffff_ffffL : c;
        return Long.bitCount(bits) == 1;
    }

    private @Nullable Value pointer(Value a, long c) {
        if (c == 0) {
            return a;
        }
        if (a.is(Op.PTRADD) && a.arg(1).isConst()) {
            return build.offset(a.arg(0), a.arg(1).imm() + c);
        }
        if (a.is(Op.STACK) || a.is(Op.MAP_VALUE)) {
            return build.graph().floating(a.op(), Type.PTR, a.imm() + c, a.aux());
        }
        return null;
    }

    private @Nullable Value multiply(Type type, Value a, long c) {
        if (c == 0) {
            return zero(type);
        }
        if (c == 1) {
            return a;
        }
        return powerOfTwo(c, type == Type.I32 ? 32 : 64) ? build.binary(Op.SHL, a, log2(type, c)) : null;
    }

    /** Java's division by a constant: toward zero. */
    private @Nullable Value divide(Type type, Value a, long c, int width) {
        if (c == 1) {
            return a;
        }
        if (c == -1) {
            return build.unary(Op.NEG, type, a);
        }
        if (c > 0 && KnownBits.nonNegative(a)) {
            return build.binary(Op.UDIV, a, build.constant(type, c));
        }
        if (c > 0 && powerOfTwo(c, width)) {
            return build.binary(Op.SAR, build.binary(Op.ADD, a, bias(a, c, width)), log2(type, c));
        }
        return null;
    }

    /** What makes an arithmetic shift round toward zero: c - 1 for negative numbers, else 0. */
    private Value bias(Value a, long c, int width) {
        Value sign = build.binary(Op.SAR, a, build.constant(a.type(), width - 1));
        return build.binary(Op.SHR, sign, build.constant(a.type(), width - Long.numberOfTrailingZeros(c)));
    }

    private @Nullable Value remainder(Type type, Value a, long c, int width) {
        long positive = Math.abs(c);
        if (positive == 1) {
            return zero(type);
        }
        if (positive > 0 && KnownBits.nonNegative(a)) {
            return build.binary(Op.UMOD, a, build.constant(type, positive));
        }
        if (positive > 0 && powerOfTwo(positive, width)) {
            Value bias = bias(a, positive, width);
            Value masked = build.binary(Op.AND, build.binary(Op.ADD, a, bias), build.constant(type, positive - 1));
            return build.binary(Op.SUB, masked, bias);
        }
        return null;
    }

    private @Nullable Value shift(Op op, Type type, Value a, long c, int width) {
        int by = (int) c & (width - 1);
        if (by == 0) {
            return a;
        }
        if (by != c) {
            return build.binary(op, a, build.constant(type, by));
        }
        if (op == Op.SAR && KnownBits.nonNegative(a)) {
            return build.binary(Op.SHR, a, build.constant(type, by));
        }
        if (a.is(op) && a.arg(1).isConst() && a.arg(1).imm() + by < width) {
            return again(op, a, a.arg(1).imm() + by);
        }
        if (op == Op.SHR && (KnownBits.possible(a) >>> by) == 0) {
            return zero(type);
        }
        return null;
    }

    private @Nullable Value and(Type type, Value a, long c) {
        long width = type == Type.I32 ? 0xffff_ffffL : -1L;
        long mask = c & width;
        long possible = KnownBits.possible(a);
        if ((possible & mask) == 0) {
            return zero(type);
        }
        if ((possible & ~mask) == 0) {
            return a;
        }
        Value inner = a.args().isEmpty() ? a : a.arg(0);
        return switch (a.op()) {
            case AND -> a.arg(1).isConst() ? again(Op.AND, a, a.arg(1).imm() & c) : null;
            case SEXT8 -> mask <= 0xff && mask > 0 ? build.binary(Op.AND, inner, build.constant(type, c)) : null;
            case SEXT16 -> mask <= 0xffff && mask > 0 ? build.binary(Op.AND, inner, build.constant(type, c)) : null;
            case SEXT, ZEXT ->
                mask > 0 && mask <= 0xffff_ffffL ? build.zext(build.binary(Op.AND, inner, build.i32(mask))) : null;
            case SAR -> {
                int bits = type == Type.I32 ? 32 : 64;
                boolean hidden =
                        a.arg(1).isConst() && (mask & ~(width >>> (a.arg(1).imm() & (bits - 1)))) == 0;
                yield hidden
                        ? build.binary(Op.AND, build.binary(Op.SHR, inner, a.arg(1)), build.constant(type, c))
                        : null;
            }
            default -> null;
        };
    }

    @Nullable Value unary(Op op, Type type, Value a) {
        if (a.isConst()) {
            Type evaluated = op == Op.TRUNC ? Type.I32 : type;
            return build.constant(type, Fold.eval(op, evaluated, a.imm(), 0));
        }
        Value inner = a.args().isEmpty() ? a : a.arg(0);
        long possible = KnownBits.possible(a);
        return switch (op) {
            case SEXT ->
                a.is(Op.TRUNC) && fitsNonNegativeInt(inner) ? inner : KnownBits.nonNegative(a) ? build.zext(a) : null;
            case ZEXT -> a.is(Op.TRUNC) && (KnownBits.possible(inner) & ~0xffff_ffffL) == 0 ? inner : null;
            case TRUNC -> truncate(a, inner);
            case SEXT8 ->
                (possible & ~0x7fL) == 0
                        ? a
                        : keepsLow(a, 0xff) ? build.unary(op, type, inner) : a.is(Op.SEXT8) ? a : null;
            case SEXT16 ->
                (possible & ~0x7fffL) == 0
                        ? a
                        : keepsLow(a, 0xffff)
                                ? build.unary(op, type, inner)
                                : a.is(Op.SEXT16) || a.is(Op.SEXT8) ? a : null;
            case BSWAP16 -> swap16(type, a, inner);
            case BSWAP32 -> a.is(Op.BSWAP32) && type == Type.I32 ? inner : null;
            case BSWAP64 -> a.is(Op.BSWAP64) ? inner : null;
            case NEG -> a.is(Op.NEG) ? inner : null;
            default -> null;
        };
    }

    private static boolean fitsNonNegativeInt(Value wide) {
        return wide.type() == Type.I64 && (KnownBits.possible(wide) & ~0x7fff_ffffL) == 0;
    }

    private @Nullable Value truncate(Value a, Value inner) {
        if ((a.is(Op.SEXT) || a.is(Op.ZEXT)) && inner.type() == Type.I32) {
            return inner;
        }
        boolean masks = a.is(Op.AND) && a.arg(1).isConst();
        if (masks && (a.arg(1).imm() & 0xffff_ffffL) == 0xffff_ffffL) {
            return build.trunc(inner);
        }
        return masks
                ? build.binary(Op.AND, build.trunc(inner), build.i32(a.arg(1).imm()))
                : null;
    }

    private static boolean keepsLow(Value a, long low) {
        return a.is(Op.AND) && a.arg(1).isConst() && (a.arg(1).imm() & low) == low;
    }

    private @Nullable Value swap16(Type type, Value a, Value inner) {
        if (a.is(Op.BSWAP16)) {
            return build.binary(Op.AND, inner, build.constant(type, 0xffff));
        }
        boolean highIgnored = a.is(Op.SEXT16) || keepsLow(a, 0xffff);
        return highIgnored ? build.unary(Op.BSWAP16, type, inner) : null;
    }
}
