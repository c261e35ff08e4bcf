package dev.skep.compiler.layout;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.reflect.Array;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** Numbers in memory: their sizes, and reading and writing them by type. */
final class Scalars {
    private Scalars() {}

    /** The primitive that stands for a type in memory, or null if the type is not a number. */
    static @Nullable Class<?> primitive(Class<?> type) {
        if (type.isEnum()) {
            return int.class;
        }
        if (type.isPrimitive()) {
            return type;
        }
        return switch (type.getName()) {
            case "java.lang.Byte" -> byte.class;
            case "java.lang.Boolean" -> boolean.class;
            case "java.lang.Short" -> short.class;
            case "java.lang.Character" -> char.class;
            case "java.lang.Integer" -> int.class;
            case "java.lang.Long" -> long.class;
            default -> null;
        };
    }

    /** Bytes of a number, 0 if the type cannot lie in kernel memory ({@code float}, {@code double}, {@code void}). */
    static int bytes(Class<?> primitive) {
        return switch (primitive.getName()) {
            case "byte", "boolean" -> 1;
            case "short", "char" -> 2;
            case "int" -> 4;
            case "long" -> 8;
            default -> 0;
        };
    }

    static Object read(Class<?> type, MemorySegment memory, long offset, ByteOrder order) {
        if (type.isEnum()) {
            return type.getEnumConstants()[memory.get(ValueLayout.JAVA_INT_UNALIGNED.withOrder(order), offset)];
        }
        return switch (type.getName()) {
            case "byte", "java.lang.Byte" -> memory.get(ValueLayout.JAVA_BYTE, offset);
            case "boolean", "java.lang.Boolean" -> memory.get(ValueLayout.JAVA_BYTE, offset) != 0;
            case "short", "java.lang.Short" -> memory.get(ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(order), offset);
            case "char", "java.lang.Character" -> memory.get(ValueLayout.JAVA_CHAR_UNALIGNED.withOrder(order), offset);
            case "int", "java.lang.Integer" -> memory.get(ValueLayout.JAVA_INT_UNALIGNED.withOrder(order), offset);
            case "long", "java.lang.Long" -> memory.get(ValueLayout.JAVA_LONG_UNALIGNED.withOrder(order), offset);
            default -> throw new IllegalArgumentException(type.getName() + " is not a number");
        };
    }

    static void write(Object value, MemorySegment memory, long offset, ByteOrder order) {
        switch (value) {
            case Byte v -> memory.set(ValueLayout.JAVA_BYTE, offset, v);
            case Boolean v -> memory.set(ValueLayout.JAVA_BYTE, offset, (byte) (v ? 1 : 0));
            case Short v -> memory.set(ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(order), offset, v);
            case Character v -> memory.set(ValueLayout.JAVA_CHAR_UNALIGNED.withOrder(order), offset, v);
            case Integer v -> memory.set(ValueLayout.JAVA_INT_UNALIGNED.withOrder(order), offset, v);
            case Long v -> memory.set(ValueLayout.JAVA_LONG_UNALIGNED.withOrder(order), offset, v);
            case Enum<?> v -> memory.set(ValueLayout.JAVA_INT_UNALIGNED.withOrder(order), offset, v.ordinal());
            default -> throw new IllegalArgumentException(value.getClass().getName() + " is not a number");
        }
    }

    /** Fills an array of numbers from memory. */
    static void readArray(Object array, MemorySegment memory, long offset, ByteOrder order) {
        Class<?> type = array.getClass().getComponentType();
        if (array instanceof byte[] bytes) {
            MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, offset, bytes, 0, bytes.length);
            return;
        }
        int step = bytes(type);
        for (int i = 0; i < Array.getLength(array); i++) {
            Array.set(array, i, read(type, memory, offset + (long) i * step, order));
        }
    }

    /** Writes an array of numbers to memory. */
    static void writeArray(Object array, MemorySegment memory, long offset, ByteOrder order) {
        if (array instanceof byte[] bytes) {
            MemorySegment.copy(bytes, 0, memory, ValueLayout.JAVA_BYTE, offset, bytes.length);
            return;
        }
        int step = bytes(array.getClass().getComponentType());
        for (int i = 0; i < Array.getLength(array); i++) {
            write(Array.get(array, i), memory, offset + (long) i * step, order);
        }
    }
}
