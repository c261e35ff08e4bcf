package dev.skep.compiler.front;

import dev.skep.compiler.front.Operand.Constant;
import dev.skep.compiler.front.Operand.NewRecord;
import dev.skep.compiler.front.Operand.Num;
import dev.skep.compiler.front.Operand.RecordValue;
import dev.skep.compiler.front.Operand.Ref;
import dev.skep.compiler.ir.Access;
import dev.skep.compiler.ir.Builder;
import dev.skep.compiler.ir.Op;
import dev.skep.compiler.ir.Value;
import dev.skep.compiler.layout.Layout;
import dev.skep.compiler.layout.LayoutField;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.reflect.Field;
import java.lang.reflect.RecordComponent;

/** Reading and writing fields: of memory by reference, of records, of kernel structures, and static ones. */
final class Fields {
    private final Unit unit;

    Fields(Unit unit) {
        this.unit = unit;
    }

    void execute(Frame frame, FieldInstruction instruction) {
        State state = frame.state();
        Class<?> owner = Descriptors.load(
                instruction.owner().asInternalName(), frame.code().owner().getClassLoader());
        String name = instruction.name().stringValue();
        switch (instruction.opcode()) {
            case GETSTATIC -> state.push(unit.constants().staticField(frame, Descriptors.field(owner, name)));
            case PUTSTATIC -> unit.constants().putStatic(frame, Descriptors.field(owner, name), state.pop());
            case GETFIELD -> state.push(get(frame, state.pop(), Descriptors.field(owner, name)));
            default -> {
                Operand value = state.pop();
                put(frame, state.pop(), Descriptors.field(owner, name), value);
            }
        }
    }

    /** Reads a field of an object. */
    Operand get(Frame frame, Operand object, Field field) {
        return switch (object) {
            case Ref ref -> {
                unit.memory().requirePresent(frame, ref);
                yield switch (ref.shape()) {
                    case Shape.Plain(Layout layout) -> {
                        LayoutField f = layout.field(field.getName());
                        yield unit.memory().loadField(ref.base(), ref.offset() + f.offset(), f, ref.from());
                    }
                    case Shape.KernelStruct struct -> unit.kernel().get(frame, ref, struct, field);
                };
            }
            case RecordValue record -> record.components().get(componentIndex(record.type(), field.getName()));
            case NewRecord record -> record.components[componentIndex(record.type, field.getName())];
            case Constant(Object constant) -> unit.constants().field(frame, constant, field);
            default -> throw notAnObject(frame, object, field.getName());
        };
    }

    RuntimeException notAnObject(Frame frame, Operand object, String name) {
        return switch (object) {
            case Operand.View view ->
                frame.error(
                        "this view may be beyond the end of the packet", "test it first: if (x == null) return ...;");
            case Operand.Maybe maybe ->
                frame.error("this may be null here", "test it first: if (x == null) return ...;");
            case Operand.Null none -> frame.error("this is null here", "");
            case Operand.Unusable unusable ->
                frame.error(
                        "this variable holds different kinds of things depending on the path taken",
                        "test for null before the paths join, or use separate variables");
            default -> frame.error("there is no field " + name + " here", "");
        };
    }

    static int componentIndex(Class<?> record, String name) {
        RecordComponent[] components = record.getRecordComponents();
        for (int i = 0; i < components.length; i++) {
            if (components[i].getName().equals(name)) {
                return i;
            }
        }
        throw new IllegalStateException(record.getName() + " has no component " + name);
    }

    private void put(Frame frame, Operand object, Field field, Operand value) {
        switch (object) {
            case NewRecord record -> record.components[componentIndex(record.type, field.getName())] = value;
            case Ref ref -> {
                unit.memory().requirePresent(frame, ref);
                switch (ref.shape()) {
                    case Shape.Plain(Layout layout) -> putPlain(frame, ref, layout.field(field.getName()), value);
                    case Shape.KernelStruct struct -> unit.kernel().put(frame, ref, struct, field, value);
                }
            }
            case Constant constant ->
                throw frame.error(
                        "a constant object cannot be written", "declare the static field without final, or use a map");
            default -> throw notAnObject(frame, object, field.getName());
        }
    }

    private void putPlain(Frame frame, Ref ref, LayoutField field, Operand value) {
        long at = ref.offset() + field.offset();
        if (ref.from() == Provenance.CONSTANT) {
            throw frame.error("a constant object cannot be written", "");
        }
        if (field.atomic() && atomicAdd(ref, at, field, value)) {
            return;
        }
        unit.memory().storeField(frame, ref.base(), at, field, ref.from(), value);
    }

    /** Recognises {@code field = field + n}, the load being of the same field. */
    private boolean atomicAdd(Ref ref, long at, LayoutField field, Operand operand) {
        if (!(operand instanceof Num num) || !num.value().is(Op.ADD) || field.elementBytes() < 4) {
            return false;
        }
        Value sum = num.value();
        for (int i = 0; i < 2; i++) {
            Value load = sum.arg(i);
            boolean same = load.is(Op.LOAD)
                    && load.arg(0) == ref.base()
                    && load.imm() == at
                    && load.access().bytes() == field.elementBytes();
            if (same) {
                Builder build = unit.build();
                build.atomicAdd(
                        ref.base(),
                        at,
                        sum.arg(1 - i),
                        new Access(field.elementBytes(), ref.from().region()));
                return true;
            }
        }
        return false;
    }
}
