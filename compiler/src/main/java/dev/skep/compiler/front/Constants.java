package dev.skep.compiler.front;

import dev.skep.compiler.front.Operand.ArrayRef;
import dev.skep.compiler.front.Operand.Constant;
import dev.skep.compiler.front.Operand.Num;
import dev.skep.compiler.front.Operand.RecordValue;
import dev.skep.compiler.front.Operand.Ref;
import dev.skep.compiler.ir.Op;
import dev.skep.compiler.ir.Type;
import dev.skep.compiler.ir.Value;
import dev.skep.compiler.lang.BpfMapType;
import dev.skep.compiler.lang.Config;
import dev.skep.compiler.lang.MapDeclaration;
import dev.skep.compiler.layout.Layout;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What exists before the program runs: static fields. Final ones and {@link Config} are folded, tables of numbers go to
 * {@code .rodata} where an index is not constant, other statics are the memory of {@code .data}.
 */
final class Constants {
    private final Unit unit;

    Constants(Unit unit) {
        this.unit = unit;
    }

    Operand staticField(Frame frame, Field field) {
        boolean folded = Modifier.isFinal(field.getModifiers()) || field.isAnnotationPresent(Config.class);
        if (folded) {
            Object value = unit.configured(field);
            return operand(frame, value);
        }
        return variable(frame, field);
    }

    private Operand variable(Frame frame, Field field) {
        Class<?> type = field.getType();
        Class<?> primitive = Numbers.primitive(type);
        if (primitive != null && type.isPrimitive()) {
            int at = unit.globals().variable(field, Layout.of(type), get(field));
            return new Num(Numbers.load(unit.build(), global(at), 0, primitive, false, Provenance.GLOBAL));
        }
        throw frame.error(
                field.getName() + " is a static field that is neither final nor a number",
                "make it final: the object itself becomes memory of the program");
    }

    private Value global(int at) {
        return unit.graph().floating(Op.MAP_VALUE, Type.PTR, at, Globals.DATA);
    }

    void putStatic(Frame frame, Field field, Operand value) {
        if (Modifier.isFinal(field.getModifiers()) || field.isAnnotationPresent(Config.class)) {
            throw frame.error(field.getName() + " is a constant of the program and cannot be written", "");
        }
        Class<?> primitive = Numbers.primitive(field.getType());
        if (primitive == null || !field.getType().isPrimitive()) {
            throw frame.error("only static numbers can be assigned", "make it final and write its fields");
        }
        int at = unit.globals().variable(field, Layout.of(field.getType()), get(field));
        Value number = unit.memory().number(frame, value);
        Numbers.store(unit.build(), global(at), 0, number, primitive, false, Provenance.GLOBAL);
    }

    private static Object get(Field field) {
        try {
            return field.get(null);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(field + " was made accessible and is not", e);
        }
    }

    /** An existing object as an operand. */
    Operand operand(Frame frame, @Nullable Object object) {
        return switch (object) {
            case null -> Operand.NULL;
            case Boolean b -> new Num(unit.build().i32(b ? 1 : 0));
            case Character c -> new Num(unit.build().i32(c));
            case Long l -> new Num(unit.build().i64(l));
            case Byte b -> new Num(unit.build().i32(b));
            case Short s -> new Num(unit.build().i32(s));
            case Integer i -> new Num(unit.build().i32(i));
            case BpfMapType map -> new Operand.MapRef(unit.maps().use(MapDeclaration.of(map)), null, false);
            case Record record -> record(frame, record);
            case String text -> new Constant(text);
            case Enum<?> e -> new Constant(e);
            case Class<?> type -> new Constant(type);
            default -> {
                if (object.getClass().isArray()) {
                    yield new Constant(object);
                }
                Layout layout = unit.layout(frame, object.getClass());
                int at = unit.globals().object(object, layout);
                yield new Ref(global(at), 0, new Shape.Plain(layout), Provenance.GLOBAL, false);
            }
        };
    }

    /** A record that exists already, by value. */
    RecordValue record(Frame frame, Object object) {
        if (!(object instanceof Record)) {
            throw frame.error("a value is wanted here", "");
        }
        List<Operand> components = new ArrayList<>();
        for (var component : object.getClass().getRecordComponents()) {
            components.add(field(frame, object, Descriptors.field(object.getClass(), component.getName())));
        }
        return new RecordValue(object.getClass(), components);
    }

    /** The field of an existing object. */
    Operand field(Frame frame, Object object, Field field) {
        try {
            return operand(frame, field.get(object));
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(field + " was made accessible and is not", e);
        }
    }

    /** A table of numbers in {@code .rodata}. */
    ArrayRef table(Frame frame, Object table) {
        Class<?> component = table.getClass().getComponentType();
        if (Numbers.primitive(component) == null) {
            throw frame.error(
                    "only arrays of numbers can be read at an index that is not constant",
                    "use an @Size array in a map value or a static object");
        }
        Layout layout = Layout.of(component);
        int at = unit.globals().table(table, layout);
        Value base = unit.graph().floating(Op.MAP_VALUE, Type.PTR, at, Globals.RODATA);
        Element element = new Element(layout.bytes(), component, false, null);
        return new ArrayRef(base, 0, element, Array.getLength(table), Provenance.CONSTANT);
    }
}
