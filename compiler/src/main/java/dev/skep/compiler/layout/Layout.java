package dev.skep.compiler.layout;

import dev.skep.compiler.lang.Atomic;
import dev.skep.compiler.lang.BE;
import dev.skep.compiler.lang.Kernel;
import dev.skep.compiler.lang.Size;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where the fields of a class or record lie in memory, and the copying between Java objects and memory.
 *
 * <p>Fields lie in the order of their declaration, those of a superclass first. In the natural layout each is aligned to
 * its size and the whole is padded to its largest alignment, as C does for the kernel's targets; in the packet layout
 * nothing is padded.
 *
 * <pre>
 *   Java                              bytes   alignment
 *   byte, boolean                     1       1
 *   short, char                       2       2
 *   int, an enum (its ordinal)        4       4
 *   long                              8       8
 *   @Size(n) T[]                      n * T   T's
 *   a nested class or record          its own its own
 * </pre>
 *
 * <p>Numbers are in host order unless {@link BE} says otherwise. A boxed number has a layout without fields.
 */
public final class Layout {
    private static final ClassValue<Layout> NATURAL = new ClassValue<>() {
        @Override
        protected Layout computeValue(Class<?> type) {
            return new Layout(type, false, new LinkedHashSet<>());
        }
    };

    private static final ClassValue<Layout> PACKED = new ClassValue<>() {
        @Override
        protected Layout computeValue(Class<?> type) {
            return new Layout(type, true, new LinkedHashSet<>());
        }
    };

    private final Class<?> type;
    private final boolean packed;
    private final List<LayoutField> fields;
    private final int bytes;
    private final int alignment;
    private final @Nullable Constructor<?> constructor;

    /** The layout of map keys, map values and events. @throws IllegalArgumentException naming what cannot lie in memory */
    public static Layout of(Class<?> type) {
        return NATURAL.get(type);
    }

    /** The layout of packet headers, without padding. @throws IllegalArgumentException naming what cannot lie in memory */
    public static Layout packet(Class<?> type) {
        return PACKED.get(type);
    }

    private Layout(Class<?> type, boolean packed, Set<Class<?>> enclosing) {
        this.type = type;
        this.packed = packed;
        Class<?> primitive = Scalars.primitive(type);
        if (primitive != null) {
            this.fields = List.of();
            this.bytes = requireBytes(primitive, type.getName());
            this.alignment = packed ? 1 : bytes;
            this.constructor = null;
            return;
        }
        if (!enclosing.add(type)) {
            throw new IllegalArgumentException(type.getName() + " contains itself: only a pointer could");
        }
        if (type.isAnnotationPresent(Kernel.class) || type.isInterface() || type.isArray()) {
            throw new IllegalArgumentException(type.getName() + " has no layout of its own");
        }
        List<LayoutField> found = new ArrayList<>();
        int end = 0;
        int widest = 1;
        for (Field field : memoryFields(type)) {
            LayoutField placed = place(field, end, enclosing);
            found.add(placed);
            end = placed.offset() + placed.bytes();
            widest = Math.max(widest, alignmentOf(placed));
        }
        enclosing.remove(type);
        this.fields = List.copyOf(found);
        this.alignment = packed ? 1 : widest;
        this.bytes = align(end, alignment);
        this.constructor = constructor(type, found);
    }

    /** The class or record that this is the layout of. */
    public Class<?> type() {
        return type;
    }

    /** Fields in the order of memory; empty for a number. */
    public List<LayoutField> fields() {
        return fields;
    }

    /** Bytes of the whole, with the padding at its end. */
    public int bytes() {
        return bytes;
    }

    /** Alignment in bytes, 1 if packed. */
    public int alignment() {
        return alignment;
    }

    /** Whether this is a boxed or primitive number, or an enum. */
    public boolean isScalar() {
        return Scalars.primitive(type) != null;
    }

    /** Whether objects of the type are copied rather than referred to: numbers and records. */
    public boolean isValue() {
        return isScalar() || type.isRecord();
    }

    /** Whether some byte belongs to no field, so that a key must be zeroed before it is filled. */
    public boolean hasPadding() {
        if (isScalar()) {
            return false;
        }
        int used = 0;
        for (LayoutField field : fields) {
            if (field.nested() != null && field.nested().hasPadding()) {
                return true;
            }
            used += field.bytes();
        }
        return used != bytes;
    }

    /** The field of a name. @throws IllegalArgumentException if there is none */
    public LayoutField field(String name) {
        for (LayoutField field : fields) {
            if (field.name().equals(name)) {
                return field;
            }
        }
        throw new IllegalArgumentException(type.getName() + " has no field " + name);
    }

    /** A new object that says what the memory says. */
    public Object read(MemorySegment memory, long offset) {
        if (isScalar()) {
            return Scalars.read(type, memory, offset, ByteOrder.nativeOrder());
        }
        if (!type.isRecord()) {
            Object object = newInstance();
            readInto(memory, offset, object);
            return object;
        }
        Object[] components = new Object[fields.size()];
        for (int i = 0; i < components.length; i++) {
            components[i] = readField(fields.get(i), memory, offset, null);
        }
        return construct(components);
    }

    /** Sets the fields of an object from memory; arrays and nested objects that it has are filled, not replaced. */
    public void readInto(MemorySegment memory, long offset, Object object) {
        for (LayoutField field : fields) {
            Object old = get(field, object);
            Object now = readField(field, memory, offset, old);
            if (now != old) {
                set(field, object, now);
            }
        }
    }

    /** Writes an object to memory, padding as zeros; arrays may be shorter than their {@link Size}. */
    public void write(Object object, MemorySegment memory, long offset) {
        if (isScalar()) {
            Scalars.write(object, memory, offset, ByteOrder.nativeOrder());
            return;
        }
        memory.asSlice(offset, bytes).fill((byte) 0);
        for (LayoutField field : fields) {
            Object value = get(field, object);
            if (value != null) {
                writeField(field, value, memory, offset + field.offset());
            }
        }
    }

    /** The bytes of an object. */
    public byte[] encode(Object object) {
        byte[] encoded = new byte[bytes];
        write(object, MemorySegment.ofArray(encoded), 0);
        return encoded;
    }

    /** An object equal to another; the same one if it is a value. */
    public Object copy(Object object) {
        return isValue() ? object : read(MemorySegment.ofArray(encode(object)), 0);
    }

    /** An object whose memory is all zeros. */
    public Object zero() {
        return read(MemorySegment.ofArray(new byte[bytes]), 0);
    }

    @Override
    public String toString() {
        return type.getSimpleName() + "[" + bytes + (packed ? " packed]" : "]");
    }

    private static List<Field> memoryFields(Class<?> type) {
        List<Field> found = new ArrayList<>();
        Class<?> parent = type.getSuperclass();
        if (parent != null && parent != Object.class && parent != Record.class) {
            found.addAll(memoryFields(parent));
        }
        for (Field field : type.getDeclaredFields()) {
            if (!Modifier.isStatic(field.getModifiers()) && !field.isSynthetic()) {
                found.add(field);
            }
        }
        return found;
    }

    private LayoutField place(Field field, int end, Set<Class<?>> enclosing) {
        String where = field.getDeclaringClass().getName() + "." + field.getName();
        Class<?> element = field.getType();
        int count = 0;
        Size size = field.getAnnotation(Size.class);
        if (element.isArray()) {
            if (size == null || size.value() <= 0) {
                throw new IllegalArgumentException(where + " is an array without @Size");
            }
            count = size.value();
            element = element.getComponentType();
        } else if (size != null) {
            throw new IllegalArgumentException(where + " has @Size but is no array");
        }
        Class<?> primitive = Scalars.primitive(element);
        Layout nested = null;
        int elementBytes;
        int fieldAlignment;
        if (primitive != null) {
            elementBytes = requireBytes(primitive, where);
            fieldAlignment = elementBytes;
        } else {
            nested = new Layout(element, packed, enclosing);
            elementBytes = nested.bytes;
            fieldAlignment = nested.alignment;
        }
        field.setAccessible(true);
        return new LayoutField(
                field.getName(),
                element,
                packed ? end : align(end, fieldAlignment),
                elementBytes,
                count,
                field.isAnnotationPresent(BE.class),
                field.isAnnotationPresent(Atomic.class),
                nested,
                field);
    }

    private static int alignmentOf(LayoutField field) {
        return field.nested() == null ? field.elementBytes() : field.nested().alignment;
    }

    private static int align(int offset, int alignment) {
        return (offset + alignment - 1) / alignment * alignment;
    }

    private static int requireBytes(Class<?> primitive, String where) {
        int bytes = Scalars.bytes(primitive);
        if (bytes == 0) {
            throw new IllegalArgumentException(where + " is a " + primitive + ", which kernel programs do not have");
        }
        return bytes;
    }

    private static @Nullable Constructor<?> constructor(Class<?> type, List<LayoutField> fields) {
        try {
            Class<?>[] parameters = type.isRecord()
                    ? fields.stream().map(f -> f.javaField().getType()).toArray(Class<?>[]::new)
                    : new Class<?>[0];
            Constructor<?> found = type.getDeclaredConstructor(parameters);
            found.setAccessible(true);
            return found;
        } catch (NoSuchMethodException e) {
            return null;
        }
    }

    private Object newInstance() {
        Object object = construct();
        for (LayoutField field : fields) {
            if (get(field, object) == null) {
                set(field, object, readField(field, MemorySegment.ofArray(new byte[bytes]), 0, null));
            }
        }
        return object;
    }

    private Object construct(Object... arguments) {
        if (constructor == null) {
            throw new IllegalArgumentException(
                    type.getName() + " needs a constructor without parameters (and to be static, if it is nested)");
        }
        try {
            return constructor.newInstance(arguments);
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException("cannot construct " + type.getName(), e);
        }
    }

    private static Object readField(LayoutField field, MemorySegment memory, long base, @Nullable Object old) {
        long at = base + field.offset();
        ByteOrder order = order(field);
        if (!field.isArray()) {
            return readElement(field, memory, at, old, order);
        }
        Object array = old != null && Array.getLength(old) == field.count()
                ? old
                : Array.newInstance(field.elementType(), field.count());
        if (field.nested() == null && !field.elementType().isEnum()) {
            Scalars.readArray(array, memory, at, order);
            return array;
        }
        for (int i = 0; i < field.count(); i++) {
            Object element = Array.get(array, i);
            Array.set(array, i, readElement(field, memory, at + (long) i * field.elementBytes(), element, order));
        }
        return array;
    }

    private static Object readElement(
            LayoutField field, MemorySegment memory, long at, @Nullable Object old, ByteOrder order) {
        Layout nested = field.nested();
        if (nested == null) {
            return Scalars.read(field.elementType(), memory, at, order);
        }
        if (old == null || nested.isValue()) {
            return nested.read(memory, at);
        }
        nested.readInto(memory, at, old);
        return old;
    }

    private static void writeField(LayoutField field, Object value, MemorySegment memory, long at) {
        ByteOrder order = order(field);
        Layout nested = field.nested();
        if (!field.isArray()) {
            if (nested == null) {
                Scalars.write(value, memory, at, order);
            } else {
                nested.write(value, memory, at);
            }
            return;
        }
        int length = Array.getLength(value);
        if (length > field.count()) {
            throw new IllegalArgumentException(
                    field.name() + " holds " + length + " elements and has room for " + field.count());
        }
        if (nested == null && !field.elementType().isEnum()) {
            Scalars.writeArray(value, memory, at, order);
            return;
        }
        for (int i = 0; i < length; i++) {
            Object element = Array.get(value, i);
            long elementAt = at + (long) i * field.elementBytes();
            if (element != null && nested != null) {
                nested.write(element, memory, elementAt);
            } else if (element != null) {
                Scalars.write(element, memory, elementAt, order);
            }
        }
    }

    private static ByteOrder order(LayoutField field) {
        return field.bigEndian() ? ByteOrder.BIG_ENDIAN : ByteOrder.nativeOrder();
    }

    private static @Nullable Object get(LayoutField field, Object object) {
        try {
            return field.javaField().get(object);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(field.name() + " was made accessible and is not", e);
        }
    }

    private static void set(LayoutField field, Object object, Object value) {
        try {
            field.javaField().set(object, value);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(field.name() + " cannot be set", e);
        }
    }
}
