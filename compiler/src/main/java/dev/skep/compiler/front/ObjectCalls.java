package dev.skep.compiler.front;

import dev.skep.compiler.front.Operand.Constant;
import dev.skep.compiler.front.Operand.Num;
import dev.skep.compiler.front.Operand.RecordValue;
import dev.skep.compiler.ir.Builder;
import dev.skep.compiler.ir.Op;
import dev.skep.compiler.ir.Type;
import dev.skep.compiler.ir.Value;
import org.jspecify.annotations.Nullable;

/** What every Java object can do and programs may use: ordinals of enums, equality of records, null checks, array copies. */
final class ObjectCalls implements Intrinsic {
    private final Unit unit;

    ObjectCalls(Unit unit) {
        this.unit = unit;
    }

    @Override
    public @Nullable Outcome apply(Call call) {
        Class<?> owner = call.method().getDeclaringClass();
        return switch (call.name()) {
            case "ordinal" -> ordinal(call);
            case "equals" -> owner == Object.class || owner.isRecord() ? equal(call) : null;
            case "requireNonNull" -> owner == java.util.Objects.class ? Outcome.of(call.arg(0)) : null;
            case "clone" ->
                call.arg(0) instanceof Constant(Object table)
                                && table.getClass().isArray()
                        ? Outcome.of(call.arg(0))
                        : null;
            case "desiredAssertionStatus" -> Outcome.of(new Num(unit.build().i32(0)));
            default -> null;
        };
    }

    private @Nullable Outcome ordinal(Call call) {
        return switch (call.arg(0)) {
            case Constant(Object object)
            when object instanceof Enum<?> e -> Outcome.of(new Num(unit.build().i32(e.ordinal())));
            case Operand.EnumNumber number -> Outcome.of(new Num(number.ordinal()));
            default -> null;
        };
    }

    private @Nullable Outcome equal(Call call) {
        if (!(call.arg(0) instanceof RecordValue a) || !(call.arg(1) instanceof RecordValue b)) {
            return null;
        }
        if (a.type() != b.type()) {
            return Outcome.of(new Num(unit.build().i32(0)));
        }
        Builder build = unit.build();
        Value difference = difference(call, a, b);
        return unit.mapCalls().truth(call, build.zext(difference));
    }

    /** Zero if all components are equal. */
    private Value difference(Call call, RecordValue a, RecordValue b) {
        Builder build = unit.build();
        Value all = build.i64(0);
        for (int i = 0; i < a.components().size(); i++) {
            Value one;
            if (a.components().get(i) instanceof RecordValue x && b.components().get(i) instanceof RecordValue y) {
                one = difference(call, x, y);
            } else {
                Value x = unit.memory().number(call.frame(), a.components().get(i));
                Value y = unit.memory().number(call.frame(), b.components().get(i));
                one = build.binary(Op.XOR, x, y);
            }
            all = build.binary(Op.OR, all, one.type() == Type.I32 ? build.zext(one) : one);
        }
        return all;
    }
}
