package dev.skep.compiler.ir;

/** Which bits of a value can be set at all, from the operations that made it. */
public final class KnownBits {
    private static final int DEPTH = 6;
    /** What looking behind a phi costs of the depth, since it has many operands. */
    private static final int PHI_DEPTH = 3;

    private static final long LOW32 = 0xffff_ffffL;

    private KnownBits() {}

    /** A mask with a one for each bit that may be one; for I32 within the low 32 bits. */
    public static long possible(Value value) {
        return possible(value, DEPTH);
    }

    /** Whether an I32 or I64 is never negative. */
    public static boolean nonNegative(Value value) {
        long bits = possible(value);
        return value.type() == Type.I32 ? (bits & 0x8000_0000L) == 0 : bits >= 0;
    }

    private static long possible(Value value, int depth) {
        long width = value.type() == Type.I32 ? LOW32 : -1L;
        if (depth == 0) {
            return width;
        }
        return switch (value.op()) {
            case CONST -> value.imm() & width;
            case LOAD ->
                value.access().bytes() == 8
                        ? width
                        : ((1L << (8 * value.access().bytes())) - 1) & width;
            case AND -> possible(value.arg(0), depth - 1) & possible(value.arg(1), depth - 1);
            case OR, XOR -> possible(value.arg(0), depth - 1) | possible(value.arg(1), depth - 1);
            case SHL -> shift(value, depth, width);
            case SHR -> shift(value, depth, width);
            case SAR -> (possible(value.arg(0), depth - 1) & ~(width >>> 1)) == 0 ? shift(value, depth, width) : width;
            case ZEXT -> possible(value.arg(0), depth - 1);
            case SEXT -> nonNegativeBits(possible(value.arg(0), depth - 1));
            case TRUNC -> possible(value.arg(0), depth - 1) & LOW32;
            case SEXT8 ->
                (possible(value.arg(0), depth - 1) & 0x80) == 0 ? possible(value.arg(0), depth - 1) & 0x7f : width;
            case SEXT16 ->
                (possible(value.arg(0), depth - 1) & 0x8000) == 0 ? possible(value.arg(0), depth - 1) & 0x7fff : width;
            case BSWAP16 -> 0xffff;
            case BSWAP32 -> LOW32;
            case UMOD, UDIV -> upTo(largest(value, depth), width);
            case ADD -> sum(value, depth, width);
            case MUL -> product(value, depth, width);
            case PHI -> phi(value, depth, width);
            default -> width;
        };
    }

    private static long nonNegativeBits(long bits) {
        return (bits & 0x8000_0000L) == 0 ? bits : -1L;
    }

    private static long phi(Value value, int depth, long width) {
        if (value.isOpen()) {
            return width;
        }
        long all = 0;
        for (Value arg : value.args()) {
            if (arg != value) {
                all |= arg.isConst() ? arg.imm() & width : depth > PHI_DEPTH ? possible(arg, depth - PHI_DEPTH) : width;
            }
        }
        return value.args().isEmpty() ? width : all;
    }

    private static long sum(Value value, int depth, long width) {
        long a = possible(value.arg(0), depth - 1);
        long b = possible(value.arg(1), depth - 1);
        boolean carries = ((a | b) & ~(width >>> 1)) != 0;
        return carries ? width : upTo(a + b, width);
    }

    private static long product(Value value, int depth, long width) {
        long a = possible(value.arg(0), depth - 1);
        long b = possible(value.arg(1), depth - 1);
        boolean small = Long.numberOfLeadingZeros(a) + Long.numberOfLeadingZeros(b) >= (width == LOW32 ? 96 : 64);
        return small ? upTo(a * b, width) : width;
    }

    private static long largest(Value value, int depth) {
        long dividend = possible(value.arg(0), depth - 1);
        if (value.is(Op.UMOD) && value.arg(1).isConst() && value.arg(1).imm() > 0) {
            return Long.compareUnsigned(dividend, value.arg(1).imm() - 1) < 0
                    ? dividend
                    : value.arg(1).imm() - 1;
        }
        return dividend;
    }

    /** All bits up to the highest one of a number. */
    private static long upTo(long number, long width) {
        return number == 0 ? 0 : (-1L >>> Long.numberOfLeadingZeros(number)) & width;
    }

    private static long shift(Value value, int depth, long width) {
        if (!value.arg(1).isConst()) {
            return width;
        }
        int by = (int) value.arg(1).imm() & (value.type() == Type.I32 ? 31 : 63);
        long bits = possible(value.arg(0), depth - 1);
        return (value.is(Op.SHL) ? bits << by : bits >>> by) & width;
    }
}
