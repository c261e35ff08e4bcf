package dev.skep.compiler.front;

import dev.skep.compiler.front.Operand.ArrayRef;
import dev.skep.compiler.front.Operand.Num;
import dev.skep.compiler.ir.Builder;
import dev.skep.compiler.ir.Callee;
import dev.skep.compiler.ir.Op;
import dev.skep.compiler.ir.Type;
import dev.skep.compiler.ir.Value;
import dev.skep.compiler.lang.Mem;
import org.jspecify.annotations.Nullable;

/** The methods of {@link Mem}. */
final class MemCalls implements Intrinsic {
    private final Unit unit;

    MemCalls(Unit unit) {
        this.unit = unit;
    }

    private Builder build() {
        return unit.build();
    }

    @Override
    public @Nullable Outcome apply(Call call) {
        if (call.method().getDeclaringClass() != Mem.class) {
            return null;
        }
        return switch (call.name()) {
            case "kernel" -> read(call, Helpers.PROBE_KERNEL);
            case "kernelStr" -> read(call, Helpers.PROBE_KERNEL_STR);
            case "user" -> read(call, Helpers.PROBE_USER);
            case "userStr" -> read(call, Helpers.PROBE_USER_STR);
            case "kernelU8" -> number(call, byte.class, false, 0xff);
            case "kernelU16" -> number(call, short.class, false, 0xffff);
            case "kernelInt" -> number(call, int.class, false, -1);
            case "kernelLong" -> number(call, long.class, false, -1);
            case "userU8" -> number(call, byte.class, true, 0xff);
            case "userU16" -> number(call, short.class, true, 0xffff);
            case "userInt" -> number(call, int.class, true, -1);
            case "userLong" -> number(call, long.class, true, -1);
            case "copy" -> copy(call);
            case "zero" -> {
                ArrayRef array = unit.arrays().array(call.frame(), call.arg(0));
                int bytes = array.length() * array.element().bytes();
                unit.memory().zero(array.base(), array.offset(), bytes, array.from());
                yield Outcome.nothing();
            }
            default -> null;
        };
    }

    private Outcome number(Call call, Class<?> primitive, boolean user, int mask) {
        Value read = unit.kernel().probe(call.number(0), primitive, false, user);
        return Outcome.of(new Num(mask == -1 ? read : build().binary(Op.AND, read, build().i32(mask))));
    }

    /** {@code (destination, address)} or {@code (destination, offset, address, length)}. */
    private Outcome read(Call call, Callee helper) {
        ArrayRef array = unit.arrays().array(call.frame(), call.arg(0));
        boolean whole = call.args().size() == 2;
        Value address = call.number(whole ? 1 : 2);
        Value offset = whole ? build().i32(0) : call.number(1);
        Value length = whole ? build().i32(array.length()) : call.number(3);
        Value size = range(array, offset, length);
        Value place = build().offset(array.base(), array.offset());
        if (!offset.isConst(0)) {
            place = build().binary(Op.PTRADD, place, build().zext(offset));
        }
        Value result = build().call(Type.I64, helper, place, size, address);
        return Outcome.of(new Num(build().trunc(result)));
    }

    /** Demands that offset and length stay within an array; gives the length as helpers want it. */
    private Value range(ArrayRef array, Value offset, Value length) {
        int room = array.length();
        String hint = "bound it by a test or a mask: n & " + (Integer.highestOneBit(room) - 1);
        if (offset.isConst()) {
            unit.requireRange(
                    length, 0, room - offset.imm(), "the length may be larger than the array's room of " + room, hint);
        } else {
            long most = length.isConst() ? length.imm() : -1;
            if (most < 0) {
                unit.requireSum(offset, length, room, "offset and length may leave the array of " + room, hint);
            } else {
                unit.requireRange(offset, 0, room - most, "the offset may leave the array of " + room, hint);
            }
        }
        return build().zext(length);
    }

    private Outcome copy(Call call) {
        ArrayRef to = unit.arrays().array(call.frame(), call.arg(0));
        ArrayRef from = unit.arrays().array(call.frame(), call.arg(2));
        int bytes = (int) call.constant(4, "the length of a copy");
        Value toAt = call.number(1);
        Value fromAt = call.number(3);
        unit.requireRange(toAt, 0, (long) to.length() - bytes, "the copy may leave the destination", "");
        unit.requireRange(fromAt, 0, (long) from.length() - bytes, "the copy may leave the source", "");
        Place destination = place(to, toAt);
        Place source = place(from, fromAt);
        unit.memory()
                .copy(source.base, source.offset, from.from(), destination.base, destination.offset, to.from(), bytes);
        return Outcome.nothing();
    }

    private record Place(Value base, long offset) {}

    private Place place(ArrayRef array, Value index) {
        return index.isConst()
                ? new Place(array.base(), array.offset() + index.imm())
                : new Place(build().binary(Op.PTRADD, array.base(), build().zext(index)), array.offset());
    }
}
