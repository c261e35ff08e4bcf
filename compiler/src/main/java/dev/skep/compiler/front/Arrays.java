package dev.skep.compiler.front;

import dev.skep.compiler.front.Operand.ArrayRef;
import dev.skep.compiler.front.Operand.Constant;
import dev.skep.compiler.front.Operand.Num;
import dev.skep.compiler.front.Operand.Ref;
import dev.skep.compiler.ir.Builder;
import dev.skep.compiler.ir.Callee;
import dev.skep.compiler.ir.Op;
import dev.skep.compiler.ir.Type;
import dev.skep.compiler.ir.Value;
import java.lang.reflect.Array;

/** Elements of arrays. Each index is checked against the length when value ranges are known, or at once if constant. */
final class Arrays {
    private final Unit unit;

    Arrays(Unit unit) {
        this.unit = unit;
    }

    int length(Frame frame, Operand operand) {
        return switch (operand) {
            case ArrayRef array -> array.length();
            case Constant(Object object) when object.getClass().isArray() -> Array.getLength(object);
            default -> throw unit.fields().notAnObject(frame, operand, "length");
        };
    }

    Operand load(Frame frame, Operand operand, Value index) {
        if (operand instanceof Constant(Object table) && table.getClass().isArray()) {
            if (index.isConst()) {
                check(frame, index, Array.getLength(table));
                return unit.constants().operand(frame, Array.get(table, (int) index.imm()));
            }
            return load(frame, unit.constants().table(frame, table), index);
        }
        ArrayRef array = array(frame, operand);
        Place place = place(frame, array, index);
        Element element = array.element();
        if (element.nested() != null) {
            return element.nested().isValue()
                    ? unit.memory().load(place.base, place.offset, element.nested(), array.from())
                    : new Ref(place.base, place.offset, new Shape.Plain(element.nested()), array.from(), false);
        }
        if (array.from() == Provenance.UNTRUSTED) {
            return new Num(unit.kernel()
                    .probe(unit.build().offset(place.base, place.offset), element.type(), element.bigEndian()));
        }
        Class<?> primitive = java.util.Objects.requireNonNull(Numbers.primitive(element.type()));
        Value loaded =
                Numbers.load(unit.build(), place.base, place.offset, primitive, element.bigEndian(), array.from());
        return element.type().isEnum() ? new Operand.EnumNumber(element.type(), loaded) : new Num(loaded);
    }

    void store(Frame frame, Operand operand, Value index, Operand value) {
        ArrayRef array = array(frame, operand);
        Place place = place(frame, array, index);
        Element element = array.element();
        if (array.from() == Provenance.CONSTANT || array.from().kernel()) {
            throw frame.error("this array cannot be written", "");
        }
        if (element.nested() != null) {
            unit.memory().store(frame, place.base, place.offset, element.nested(), array.from(), value);
        } else {
            Class<?> primitive = java.util.Objects.requireNonNull(Numbers.primitive(element.type()));
            Numbers.store(
                    unit.build(),
                    place.base,
                    place.offset,
                    unit.memory().number(frame, value),
                    primitive,
                    element.bigEndian(),
                    array.from());
        }
    }

    private record Place(Value base, long offset) {}

    private Place place(Frame frame, ArrayRef array, Value index) {
        check(frame, index, array.length());
        int step = array.element().bytes();
        if (index.isConst()) {
            return new Place(array.base(), array.offset() + index.imm() * step);
        }
        if (array.from() == Provenance.PACKET) {
            Builder build = unit.build();
            Value address = build.call(
                    Type.PTR,
                    Callee.PACKET_INDEX,
                    build.offset(array.base(), array.offset()),
                    scaled(index, step),
                    unit.packetCalls().end(),
                    build.i64(step));
            return new Place(address, 0);
        }
        return new Place(indexed(array.base(), index, step), array.offset());
    }

    private Value scaled(Value index, int step) {
        Builder build = unit.build();
        return build.binary(Op.MUL, build.unary(Op.ZEXT, Type.I64, index), build.i64(step));
    }

    /** {@code base + index * step}; a constant part of the index goes to the displacement by simplification. */
    private Value indexed(Value base, Value index, int step) {
        return unit.build().binary(Op.PTRADD, base, scaled(index, step));
    }

    /** Notes that an index must be proven to be in range, or refuses a constant that is not. */
    private void check(Frame frame, Value index, int length) {
        if (index.isConst()) {
            if (index.imm() < 0 || index.imm() >= length) {
                throw frame.error("index " + index.imm() + " is out of an array of " + length, "");
            }
            return;
        }
        unit.requireRange(
                index,
                0,
                length - 1L,
                "this index may be out of an array of " + length,
                "test it (if (i < 0 || i >= " + length + ") return ...;) or mask it (i & "
                        + (Integer.highestOneBit(Math.max(length, 1)) - 1) + ")");
    }

    ArrayRef array(Frame frame, Operand operand) {
        return switch (operand) {
            case ArrayRef array -> array;
            case Constant(Object table)
            when table.getClass().isArray() -> unit.constants().table(frame, table);
            default -> throw unit.fields().notAnObject(frame, operand, "[]");
        };
    }
}
