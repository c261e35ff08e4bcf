package dev.skep.compiler.front;

import dev.skep.compiler.layout.Layout;
import org.jspecify.annotations.Nullable;

/**
 * The elements of an array in memory.
 *
 * @param bytes     distance of elements
 * @param type      primitive class of a number, else the class of the element
 * @param bigEndian whether numbers are in network order
 * @param nested    layout of an element that is no number, else null
 */
record Element(
        int bytes,
        Class<?> type,
        boolean bigEndian,
        @Nullable Layout nested) {
    static Element of(Class<?> primitive) {
        return new Element(Numbers.bytes(primitive), primitive, false, null);
    }
}
