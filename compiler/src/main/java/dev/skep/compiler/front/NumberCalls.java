package dev.skep.compiler.front;

import dev.skep.compiler.front.Operand.Num;
import dev.skep.compiler.ir.Builder;
import dev.skep.compiler.ir.Cond;
import dev.skep.compiler.ir.Op;
import dev.skep.compiler.ir.Type;
import dev.skep.compiler.ir.Value;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Methods of {@code Math}, {@code Integer}, {@code Long} and their like. */
final class NumberCalls implements Intrinsic {
    private static final Set<String> OWNERS = Set.of(
            "java.lang.Math",
            "java.lang.Integer",
            "java.lang.Long",
            "java.lang.Short",
            "java.lang.Byte",
            "java.lang.Character",
            "java.lang.Boolean");

    private final Unit unit;

    NumberCalls(Unit unit) {
        this.unit = unit;
    }

    @Override
    public @Nullable Outcome apply(Call call) {
        Class<?> owner = call.method().getDeclaringClass();
        if (!OWNERS.contains(owner.getName())) {
            return null;
        }
        boolean wide = owner == Long.class;
        return switch (call.name()) {
            case "valueOf" -> Outcome.of(new Num(call.number(0), true));
            case "intValue" -> number(build().trunc(call.number(0)));
            case "longValue" -> number(build().sext(call.number(0)));
            case "booleanValue", "charValue" -> number(call.number(0));
            case "byteValue" -> number(build().unary(Op.SEXT8, Type.I32, build().trunc(call.number(0))));
            case "shortValue" -> number(build().unary(Op.SEXT16, Type.I32, build().trunc(call.number(0))));
            case "toUnsignedLong" -> number(mask(call, wideMask(owner), true));
            case "toUnsignedInt" -> number(mask(call, wideMask(owner), false));
            case "reverseBytes" -> number(reverse(owner, call.number(0)));
            case "rotateLeft", "rotateRight" -> number(rotate(call, call.name().equals("rotateLeft")));
            case "bitCount" -> number(BitTricks.bitCount(build(), call.number(0)));
            case "numberOfLeadingZeros" -> number(new BitTricks(unit).leadingZeros(call.number(0)));
            case "numberOfTrailingZeros" -> number(new BitTricks(unit).trailingZeros(call.number(0)));
            case "highestOneBit" -> number(new BitTricks(unit).highestOneBit(call.number(0)));
            case "lowestOneBit" -> number(lowestOneBit(call.number(0)));
            default -> comparing(call, wide);
        };
    }

    private @Nullable Outcome comparing(Call call, boolean wide) {
        return switch (call.name()) {
            case "divideUnsigned" -> number(build().binary(Op.UDIV, call.number(0), call.number(1)));
            case "remainderUnsigned" -> number(build().binary(Op.UMOD, call.number(0), call.number(1)));
            case "compareUnsigned" -> compare(call, Cond.ULT);
            case "compare" -> compare(call, Cond.SLT);
            case "min" -> number(select(call, Cond.SLE));
            case "max" -> number(select(call, Cond.SGE));
            case "abs" -> number(abs(call.number(0)));
            case "sum" -> number(build().binary(Op.ADD, call.number(0), call.number(1)));
            case "signum" -> number(signum(call.number(0)));
            case "floorMod" -> number(floorMod(call));
            case "equals" -> equal(call);
            case "hashCode" -> wide ? null : number(call.number(0));
            default -> null;
        };
    }

    private Builder build() {
        return unit.build();
    }

    private static Outcome number(Value value) {
        return Outcome.of(new Num(value));
    }

    private static long wideMask(Class<?> owner) {
        return owner == Byte.class ? 0xff : owner == Short.class ? 0xffff : 0xffff_ffffL;
    }

    private Value mask(Call call, long mask, boolean wide) {
        Value v = call.number(0);
        Value low = mask == 0xffff_ffffL ? v : build().binary(Op.AND, v, build().i32(mask));
        return wide ? build().zext(low) : low;
    }

    private Value reverse(Class<?> owner, Value v) {
        if (owner == Short.class) {
            return build().unary(Op.SEXT16, Type.I32, build().unary(Op.BSWAP16, Type.I32, v));
        }
        if (owner == Character.class) {
            return build().unary(Op.BSWAP16, Type.I32, v);
        }
        return build().unary(owner == Long.class ? Op.BSWAP64 : Op.BSWAP32, v.type(), v);
    }

    private Value rotate(Call call, boolean left) {
        Value v = call.number(0);
        int width = v.type() == Type.I32 ? 32 : 64;
        Value by = build().binary(Op.AND, call.number(1), build().i32(width - 1));
        Value back = build().binary(Op.AND, build().binary(Op.SUB, build().i32(width), by), build().i32(width - 1));
        Value l = build().binary(Op.SHL, v, count(v, left ? by : back));
        Value r = build().binary(Op.SHR, v, count(v, left ? back : by));
        return build().binary(Op.OR, l, r);
    }

    private Value count(Value shifted, Value by) {
        return shifted.type() == Type.I64 ? build().zext(by) : by;
    }

    private Value lowestOneBit(Value v) {
        return build().binary(Op.AND, v, build().unary(Op.NEG, v.type(), v));
    }

    private Value abs(Value v) {
        Value sign = build().binary(Op.SAR, v, build().constant(v.type(), v.type() == Type.I32 ? 31 : 63));
        return build().binary(Op.SUB, build().binary(Op.XOR, v, sign), sign);
    }

    private Value signum(Value v) {
        int top = v.type() == Type.I32 ? 31 : 63;
        Value sign = build().binary(Op.SAR, v, build().constant(v.type(), top));
        Value positive = build().binary(Op.SHR, build().unary(Op.NEG, v.type(), v), build().constant(v.type(), top));
        Value both = build().binary(Op.OR, sign, positive);
        return build().trunc(both);
    }

    private Value select(Call call, Cond cond) {
        Value a = call.number(0);
        Value b = call.number(1);
        if (a == b) {
            return a;
        }
        return unit.divisions().select(cond, a, b, a, b);
    }

    private Value floorMod(Call call) {
        Value divisor = call.number(1);
        boolean powerOfTwo = divisor.isConst() && divisor.imm() > 0 && Long.bitCount(divisor.imm()) == 1;
        if (!powerOfTwo) {
            throw call.error("floorMod needs a constant power of two", "use remainderUnsigned for other divisors");
        }
        Value a = call.number(0);
        Value mask = build().constant(a.type(), divisor.imm() - 1);
        Value result = build().binary(Op.AND, a, mask);
        boolean narrow = call.method().getReturnType() == int.class;
        return narrow ? build().trunc(result) : result;
    }

    private Outcome compare(Call call, Cond less) {
        Value a = call.number(0);
        Value b = call.number(1);
        return Outcome.of(new Operand.Comparison(a, b, less == Cond.SLT));
    }

    private Outcome equal(Call call) {
        Value a = call.number(0);
        Value b = call.number(1);
        return number(unit.divisions().select(Cond.EQ, a, b, build().i32(1), build().i32(0)));
    }
}
