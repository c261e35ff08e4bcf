package dev.skep.compiler.front;

import dev.skep.compiler.ir.Access;
import dev.skep.compiler.ir.Builder;
import dev.skep.compiler.ir.Op;
import dev.skep.compiler.ir.Type;
import dev.skep.compiler.ir.Value;
import org.jspecify.annotations.Nullable;

/** Java's primitive types in memory and in registers. */
final class Numbers {
    private Numbers() {}

    /** Bytes in memory of a primitive, 0 for those that programs do not have. */
    static int bytes(Class<?> primitive) {
        return switch (primitive.getName()) {
            case "byte", "boolean" -> 1;
            case "short", "char" -> 2;
            case "int" -> 4;
            case "long" -> 8;
            default -> 0;
        };
    }

    /** The primitive behind a boxed or primitive class, {@code int} for enums, or null. */
    static @Nullable Class<?> primitive(Class<?> type) {
        if (type.isEnum()) {
            return int.class;
        }
        return switch (type.getName()) {
            case "byte", "java.lang.Byte" -> byte.class;
            case "boolean", "java.lang.Boolean" -> boolean.class;
            case "short", "java.lang.Short" -> short.class;
            case "char", "java.lang.Character" -> char.class;
            case "int", "java.lang.Integer" -> int.class;
            case "long", "java.lang.Long" -> long.class;
            default -> null;
        };
    }

    /** The type in registers. */
    static Type type(Class<?> primitive) {
        return primitive == long.class ? Type.I64 : Type.I32;
    }

    /** Loads a Java number as Java sees it. */
    static Value load(Builder build, Value base, long offset, Class<?> primitive, boolean bigEndian, Provenance from) {
        int bytes = bytes(primitive);
        Value raw = build.load(type(primitive), base, offset, new Access(bytes, from.region()));
        return interpret(build, raw, bytes, primitive, bigEndian);
    }

    /** A zero-extended raw number of some bytes as Java sees it. */
    static Value interpret(Builder build, Value raw, int bytes, Class<?> primitive, boolean bigEndian) {
        Value ordered = bigEndian ? swap(build, raw, bytes) : raw;
        return signed(build, ordered, primitive);
    }

    static Value signed(Builder build, Value value, Class<?> primitive) {
        if (primitive == byte.class) {
            return build.unary(Op.SEXT8, value.type(), value);
        }
        return primitive == short.class ? build.unary(Op.SEXT16, value.type(), value) : value;
    }

    static Value swap(Builder build, Value value, int bytes) {
        return switch (bytes) {
            case 1 -> value;
            case 2 -> build.unary(Op.BSWAP16, value.type(), value);
            case 4 -> build.unary(Op.BSWAP32, value.type(), value);
            default -> build.unary(Op.BSWAP64, value.type(), value);
        };
    }

    static void store(
            Builder build,
            Value base,
            long offset,
            Value value,
            Class<?> primitive,
            boolean bigEndian,
            Provenance from) {
        int bytes = bytes(primitive);
        Value ordered = bigEndian ? swap(build, value, bytes) : value;
        build.store(base, offset, ordered, new Access(bytes, from.region()));
    }
}
