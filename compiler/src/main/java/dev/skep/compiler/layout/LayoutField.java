package dev.skep.compiler.layout;

import java.lang.reflect.Field;
import org.jspecify.annotations.Nullable;

/**
 * One field of a {@link Layout}.
 *
 * @param name         Java's name of the field
 * @param elementType  {@code int.class} and its like, an enum (an {@code int} holding the ordinal), or a nested class or
 *                     record; of each element where the field is an array
 * @param offset       bytes from the start of the structure
 * @param elementBytes bytes of one element
 * @param count        number of elements of an array, 0 for a field that is none
 * @param bigEndian    whether each element is in network byte order
 * @param atomic       whether {@code +=} is one atomic add
 * @param nested       layout of the element, null for a number
 * @param javaField    the field itself, accessible
 */
public record LayoutField(
        String name,
        Class<?> elementType,
        int offset,
        int elementBytes,
        int count,
        boolean bigEndian,
        boolean atomic,
        @Nullable Layout nested,
        Field javaField) {

    /** Whether the field is an array inside the structure. */
    public boolean isArray() {
        return count > 0;
    }

    /** Bytes of the whole field. */
    public int bytes() {
        return isArray() ? elementBytes * count : elementBytes;
    }

    /** Whether a load of the element extends its sign: {@code byte}, {@code short}, {@code int} and {@code long} do. */
    public boolean signed() {
        return elementType != char.class && elementType != boolean.class;
    }
}
