package dev.skep.compiler.ir;

/** Arithmetic on constants as the machine does it. Numbers of {@link Type#I32} are kept sign-extended. */
public final class Fold {
    private Fold() {}

    /** The result of an arithmetic operation; {@code b} is ignored by unary ones. */
    public static long eval(Op op, Type type, long a, long b) {
        if (type == Type.I32) {
            return eval32(op, a, (int) b);
        }
        return switch (op) {
            case ADD, PTRADD -> a + b;
            case SUB, PTRSUB -> a - b;
            case MUL -> a * b;
            case UDIV -> b == 0 ? 0 : Long.divideUnsigned(a, b);
            case UMOD -> b == 0 ? a : Long.remainderUnsigned(a, b);
            case SDIV -> b == 0 ? 0 : a / b;
            case SMOD -> b == 0 ? a : a % b;
            case AND -> a & b;
            case OR -> a | b;
            case XOR -> a ^ b;
            case SHL -> a << b;
            case SHR -> a >>> b;
            case SAR -> a >> b;
            case NEG -> -a;
            case SEXT -> (int) a;
            case ZEXT -> a & 0xffff_ffffL;
            case SEXT8 -> (byte) a;
            case SEXT16 -> (short) a;
            case BSWAP16 -> Short.reverseBytes((short) a) & 0xffff;
            case BSWAP32 -> Integer.reverseBytes((int) a) & 0xffff_ffffL;
            case BSWAP64 -> Long.reverseBytes(a);
            default -> throw new IllegalArgumentException(op + " is no arithmetic");
        };
    }

    private static int eval32(Op op, long wide, int b) {
        int a = (int) wide;
        return switch (op) {
            case ADD -> a + b;
            case SUB -> a - b;
            case MUL -> a * b;
            case UDIV -> b == 0 ? 0 : Integer.divideUnsigned(a, b);
            case UMOD -> b == 0 ? a : Integer.remainderUnsigned(a, b);
            case SDIV -> b == 0 ? 0 : a / b;
            case SMOD -> b == 0 ? a : a % b;
            case AND -> a & b;
            case OR -> a | b;
            case XOR -> a ^ b;
            case SHL -> a << b;
            case SHR -> a >>> b;
            case SAR -> a >> b;
            case NEG -> -a;
            case TRUNC -> a;
            case SEXT8 -> (byte) a;
            case SEXT16 -> (short) a;
            case BSWAP16 -> Short.reverseBytes((short) a) & 0xffff;
            case BSWAP32 -> Integer.reverseBytes(a);
            default -> throw new IllegalArgumentException(op + " is no 32-bit arithmetic");
        };
    }
}
