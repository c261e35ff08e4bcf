package dev.skep.compiler.front;

import dev.skep.compiler.layout.Layout;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The contents of {@code .data} (static variables and objects) and {@code .rodata} (tables). */
public final class Globals {
    /** Map of static variables. */
    public static final String DATA = ".data";

    /** Map of tables of constants. */
    public static final String RODATA = ".rodata";

    private final IdentityHashMap<Object, Integer> tables = new IdentityHashMap<>();
    private final IdentityHashMap<Object, Integer> objects = new IdentityHashMap<>();
    private final Map<Field, Integer> variables = new LinkedHashMap<>();
    private final List<byte[]> data = new ArrayList<>();
    private final List<byte[]> rodata = new ArrayList<>();
    private int dataBytes;
    private int rodataBytes;

    int variable(Field field, Layout layout, Object initial) {
        return variables.computeIfAbsent(field, key -> addData(layout.encode(initial)));
    }

    int object(Object object, Layout layout) {
        return objects.computeIfAbsent(object, key -> addData(layout.encode(object)));
    }

    int table(Object table, Layout element) {
        return tables.computeIfAbsent(table, key -> {
            int count = Array.getLength(table);
            byte[] bytes = new byte[count * element.bytes()];
            for (int i = 0; i < count; i++) {
                element.write(Array.get(table, i), MemorySegment.ofArray(bytes), (long) i * element.bytes());
            }
            rodata.add(padded(bytes));
            int at = rodataBytes;
            rodataBytes += rodata.getLast().length;
            return at;
        });
    }

    private int addData(byte[] bytes) {
        data.add(padded(bytes));
        int at = dataBytes;
        dataBytes += data.getLast().length;
        return at;
    }

    private static byte[] padded(byte[] bytes) {
        return java.util.Arrays.copyOf(bytes, (bytes.length + 7) / 8 * 8);
    }

    /** Where each static variable lies in {@link #DATA}, in bytes. */
    public Map<Field, Integer> variables() {
        return variables;
    }

    /** Initial contents of {@link #DATA}. */
    public byte[] data() {
        return joined(data, dataBytes);
    }

    /** Contents of {@link #RODATA}. */
    public byte[] rodata() {
        return joined(rodata, rodataBytes);
    }

    private static byte[] joined(List<byte[]> parts, int bytes) {
        byte[] whole = new byte[bytes];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, whole, at, part.length);
            at += part.length;
        }
        return whole;
    }
}
