package dev.skep.compiler.front;

import dev.skep.compiler.CompileException;
import dev.skep.compiler.front.Operand.ArrayRef;
import dev.skep.compiler.front.Operand.Constant;
import dev.skep.compiler.front.Operand.EnumNumber;
import dev.skep.compiler.front.Operand.NewRecord;
import dev.skep.compiler.front.Operand.Num;
import dev.skep.compiler.front.Operand.RecordValue;
import dev.skep.compiler.front.Operand.Ref;
import dev.skep.compiler.front.Operand.View;
import dev.skep.compiler.ir.Access;
import dev.skep.compiler.ir.Builder;
import dev.skep.compiler.ir.StackSlot;
import dev.skep.compiler.ir.Type;
import dev.skep.compiler.ir.Value;
import dev.skep.compiler.lang.Kernel;
import dev.skep.compiler.layout.Layout;
import dev.skep.compiler.layout.LayoutField;
import java.lang.classfile.TypeKind;
import java.util.ArrayList;
import java.util.List;

/** Objects and values in memory that the program may touch: loading whole records, materialising them, new objects. */
final class Memory {
    /** What a program may have on its stack in one object; larger ones live in per-CPU scratch memory. */
    static final int STACK_OBJECT_BYTES = 256;

    private final Unit unit;

    Memory(Unit unit) {
        this.unit = unit;
    }

    private Builder build() {
        return unit.build();
    }

    /** What a tested reference is on the path where it is not null. Values are loaded at once: they are copies. */
    Operand present(Operand tested) {
        return switch (tested) {
            case View view -> view.present;
            case Operand.Maybe maybe -> maybe.value();
            case Ref ref -> {
                Ref known = new Ref(ref.base(), ref.offset(), ref.shape(), ref.from(), false);
                boolean value = ref.shape() instanceof Shape.Plain(Layout layout) && layout.isValue();
                yield value
                        ? load(known.base(), known.offset(), ((Shape.Plain) ref.shape()).layout(), ref.from())
                        : known;
            }
            case Operand.MapRef map -> new Operand.MapRef(map.map(), map.pointer(), false);
            default -> tested;
        };
    }

    /** The number in a box by reference. */
    Value unboxed(Frame frame, Ref ref) {
        if (ref.maybeNull()) {
            throw frame.error("this may be null here", "test it first: if (x == null) return ...;");
        }
        if (ref.shape() instanceof Shape.Plain(Layout layout)
                && load(ref.base(), ref.offset(), layout, ref.from()) instanceof Num num) {
            return num.value();
        }
        throw frame.error("a number is wanted here", "");
    }

    /** A whole value out of memory. */
    Operand load(Value base, long offset, Layout layout, Provenance from) {
        Class<?> primitive = Numbers.primitive(layout.type());
        if (primitive != null) {
            Value loaded = Numbers.load(build(), base, offset, primitive, false, from);
            return layout.type().isEnum() ? new EnumNumber(layout.type(), loaded) : new Num(loaded, true);
        }
        List<Operand> components = new ArrayList<>();
        for (LayoutField field : layout.fields()) {
            components.add(loadField(base, offset + field.offset(), field, from));
        }
        return new RecordValue(layout.type(), components);
    }

    /** A field as an operand: numbers and records are loaded, arrays and nested objects are references. */
    Operand loadField(Value base, long at, LayoutField field, Provenance from) {
        Layout nested = field.nested();
        if (field.isArray()) {
            Element element = new Element(field.elementBytes(), field.elementType(), field.bigEndian(), nested);
            return new ArrayRef(base, at, element, field.count(), from);
        }
        if (nested == null) {
            Class<?> primitive = java.util.Objects.requireNonNull(Numbers.primitive(field.elementType()));
            Value loaded = Numbers.load(build(), base, at, primitive, field.bigEndian(), from);
            return field.elementType().isEnum() ? new EnumNumber(field.elementType(), loaded) : new Num(loaded);
        }
        return nested.isValue()
                ? load(base, at, nested, from)
                : new Ref(base, at, new Shape.Plain(nested), from, false);
    }

    /** Writes a value whole: a number, a record, or the object that a reference points at. */
    void store(Frame frame, Value base, long offset, Layout layout, Provenance to, Operand operand) {
        Class<?> primitive = Numbers.primitive(layout.type());
        if (primitive != null) {
            Numbers.store(build(), base, offset, number(frame, operand), primitive, false, to);
            return;
        }
        switch (operand) {
            case RecordValue record -> {
                for (int i = 0; i < layout.fields().size(); i++) {
                    LayoutField field = layout.fields().get(i);
                    storeField(
                            frame,
                            base,
                            offset + field.offset(),
                            field,
                            to,
                            record.components().get(i));
                }
            }
            case Ref ref -> {
                requirePresent(frame, ref);
                copy(ref.base(), ref.offset(), ref.from(), base, offset, to, layout.bytes());
            }
            case Constant constant -> {
                RecordValue record = unit.constants().record(frame, constant.object());
                store(frame, base, offset, layout, to, record);
            }
            default -> throw frame.error("a " + layout.type().getSimpleName() + " is wanted here", "");
        }
    }

    void storeField(Frame frame, Value base, long at, LayoutField field, Provenance to, Operand operand) {
        Layout nested = field.nested();
        if (field.isArray()) {
            storeArray(frame, base, at, field, to, operand);
        } else if (nested != null && !nested.isScalar()) {
            store(frame, base, at, nested, to, operand);
        } else {
            Class<?> primitive = java.util.Objects.requireNonNull(Numbers.primitive(field.elementType()));
            Numbers.store(build(), base, at, number(frame, operand), primitive, field.bigEndian(), to);
        }
    }

    private void storeArray(Frame frame, Value base, long at, LayoutField field, Provenance to, Operand operand) {
        if (operand instanceof Operand.FreshArray fresh && fresh.length() <= field.count()) {
            return;
        }
        if (!(operand instanceof ArrayRef array) || array.length() > field.count()) {
            throw frame.error("an array of at most " + field.count() + " elements is wanted for " + field.name(), "");
        }
        if (array.base() == base && array.offset() == at) {
            return;
        }
        int bytes = array.length() * array.element().bytes();
        copy(array.base(), array.offset(), array.from(), base, at, to, bytes);
        zero(base, at + bytes, field.bytes() - bytes, to);
    }

    Value number(Frame frame, Operand operand) {
        if (operand instanceof Constant(Object object) && object instanceof Enum<?> e) {
            return build().i32(e.ordinal());
        }
        return frame.interpreter().value(operand);
    }

    /** The number that a function returns, made in the block where it returns. */
    Value number(Exit exit) {
        build().at(exit.block());
        return switch (exit.result()) {
            case Num num -> num.value();
            case EnumNumber number -> number.ordinal();
            case Constant(Object object) when object instanceof Enum<?> e -> build().i32(e.ordinal());
            case null, default ->
                throw new CompileException(build().position(), "programs and functions return numbers or nothing", "");
        };
    }

    void requirePresent(Frame frame, Ref ref) {
        if (ref.maybeNull()) {
            throw frame.error("this may be null here", "test it first: if (x == null) return ...;");
        }
    }

    /** Copies a constant number of bytes, eight at a time. */
    void copy(Value from, long fromAt, Provenance source, Value to, long toAt, Provenance destination, int bytes) {
        int done = 0;
        while (done < bytes) {
            int step = Integer.highestOneBit(Math.min(8, bytes - done));
            step = Math.min(step, alignment(source, fromAt + done));
            step = Math.min(step, alignment(destination, toAt + done));
            Value part = build().load(
                            step == 8 ? Type.I64 : Type.I32, from, fromAt + done, new Access(step, source.region()));
            build().store(to, toAt + done, part, new Access(step, destination.region()));
            done += step;
        }
    }

    /** The verifier wants natural alignment on the stack; elsewhere this machine does not care. */
    private static int alignment(Provenance where, long offset) {
        return where == Provenance.STACK && offset != 0 ? (int) Math.min(8, Long.lowestOneBit(offset)) : 8;
    }

    /** Zeroes a constant number of bytes. */
    void zero(Value to, long at, int bytes, Provenance destination) {
        int done = 0;
        while (done < bytes) {
            int step = Integer.highestOneBit(Math.min(8, bytes - done));
            step = Math.min(step, alignment(destination, at + done));
            Type type = step == 8 ? Type.I64 : Type.I32;
            build().store(to, at + done, build().constant(type, 0), new Access(step, destination.region()));
            done += step;
        }
    }

    /**
     * The address of a value in memory, for helpers that take one: a reference's own, or that of a copy on the stack, in
     * which all padding is zero.
     */
    Value address(Frame frame, Operand operand, Layout layout) {
        if (operand instanceof Ref ref
                && (ref.from() == Provenance.STACK || ref.from() == Provenance.MAP)
                && ref.shape() instanceof Shape.Plain(Layout held)
                && held.bytes() >= layout.bytes()) {
            requirePresent(frame, ref);
            return build().offset(ref.base(), ref.offset());
        }
        StackSlot slot = unit.slotFor(operand, layout);
        Value base = build().graph().stackAddress(slot, 0);
        if (layout.hasPadding()) {
            zero(base, 0, layout.bytes(), Provenance.STACK);
        }
        store(frame, base, 0, layout, Provenance.STACK, operand);
        return base;
    }

    /** Room for an object, all zeros: on the stack, or if it is large in the CPU's scratch memory. */
    Ref zeroed(Frame frame, Layout layout) {
        if (layout.bytes() > STACK_OBJECT_BYTES) {
            Value scratch = unit.scratch().room(frame, layout.bytes());
            zero(scratch, 0, layout.bytes(), Provenance.MAP);
            return new Ref(scratch, 0, new Shape.Plain(layout), Provenance.MAP, false);
        }
        StackSlot slot = build().graph().newSlot(layout.bytes());
        Value base = build().graph().stackAddress(slot, 0);
        zero(base, 0, layout.bytes(), Provenance.STACK);
        return new Ref(base, 0, new Shape.Plain(layout), Provenance.STACK, false);
    }

    Operand newObject(Frame frame, Class<?> type) {
        if (type.isAnnotationPresent(Kernel.class)) {
            throw frame.error(
                    type.getSimpleName() + " stands for a kernel structure and cannot be created",
                    "kernel structures come from parameters, fields, Bpf.currentTask or Ksyms.cast");
        }
        if (Throwable.class.isAssignableFrom(type)) {
            return Operand.UNUSABLE;
        }
        if (type.isRecord()) {
            return new NewRecord(type, type.getRecordComponents().length);
        }
        return zeroed(frame, unit.layout(frame, type));
    }

    Operand newArray(Frame frame, TypeKind kind, Value length, boolean intoField) {
        Class<?> primitive = switch (kind) {
            case BYTE -> byte.class;
            case BOOLEAN -> boolean.class;
            case SHORT -> short.class;
            case CHAR -> char.class;
            case INT -> int.class;
            case LONG -> long.class;
            default -> throw frame.error("the kernel has no floating point", "");
        };
        if (intoField && length.isConst()) {
            return new Operand.FreshArray(Element.of(primitive), (int) length.imm());
        }
        if (!length.isConst() || length.imm() < 0 || length.imm() > STACK_OBJECT_BYTES) {
            throw frame.error(
                    "a new array's length must be a constant of at most " + STACK_OBJECT_BYTES + " bytes",
                    "put larger buffers into the event itself, or into a PerCpuArray value");
        }
        int bytes = (int) length.imm() * Numbers.bytes(primitive);
        StackSlot slot = build().graph().newSlot(Math.max(bytes, 1));
        Value base = build().graph().stackAddress(slot, 0);
        zero(base, 0, bytes, Provenance.STACK);
        return new ArrayRef(base, 0, Element.of(primitive), (int) length.imm(), Provenance.STACK);
    }
}
