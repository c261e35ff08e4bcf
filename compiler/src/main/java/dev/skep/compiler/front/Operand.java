package dev.skep.compiler.front;

import dev.skep.compiler.ir.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a local variable or a place on Java's operand stack holds while a method is executed symbolically. */
sealed interface Operand {
    /** A number, {@code I32} or {@code I64}; a boxed one takes one place where a long takes two. */
    record Num(Value value, boolean boxed) implements Operand {
        Num(Value value) {
            this(value, false);
        }
    }

    /** The result of {@code lcmp} or {@code compare}, a number only if no comparison with zero follows. */
    record Comparison(Value a, Value b, boolean signed) implements Operand {}

    /** The constant {@code null}. */
    record Null() implements Operand {}

    /** Memory by reference. */
    record Ref(Value base, long offset, Shape shape, Provenance from, boolean maybeNull) implements Operand {}

    /** An array in memory. */
    record ArrayRef(Value base, long offset, Element element, int length, Provenance from) implements Operand {}

    /** A new array that a constructor puts into a field of the new object, which is zero already. */
    record FreshArray(Element element, int length) implements Operand {}

    /**
     * Part of a packet whose presence is tested when it is compared with null: the test is {@code address + bytes > end}.
     * Identity matters: what one copy of the reference learns, all copies learn.
     */
    final class View implements Operand {
        final Value address;
        final Value end;
        final int bytes;
        final Operand present;

        View(Value address, Value end, int bytes, Operand present) {
            this.address = address;
            this.end = end;
            this.bytes = bytes;
            this.present = present;
        }
    }

    /** A record by value. */
    record RecordValue(Class<?> type, List<Operand> components) implements Operand {}

    /** A boxed number, enum or record by value that is null where {@code presence}, an I32, is zero. */
    record Maybe(Value presence, Operand value) implements Operand {}

    /** A record between {@code new} and the end of its constructor; components are set in place. */
    final class NewRecord implements Operand {
        final Class<?> type;
        final Operand[] components;

        NewRecord(Class<?> type, int count) {
            this.type = type;
            this.components = new Operand[count];
            java.util.Arrays.fill(components, UNUSABLE);
        }
    }

    /** An object that exists already: a string, a class, an enum constant, a table. */
    record Constant(Object object) implements Operand {}

    /** An enum value known at run time only: its ordinal. */
    record EnumNumber(Class<?> type, Value ordinal) implements Operand {}

    /** A map: declared, or found in a map of maps ({@code pointer}). */
    record MapRef(MapUse map, @Nullable Value pointer, boolean maybeNull) implements Operand {}

    /** The program's context as an object: a packet, an iterator's file, or opaque. */
    record ContextRef(Value pointer, Class<?> type) implements Operand {}

    /** What different paths left in different forms; an error only if it is used. */
    record Unusable() implements Operand {}

    Operand UNUSABLE = new Unusable();
    Operand NULL = new Null();
}
