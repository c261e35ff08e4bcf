package dev.skep.compiler.debug;

import dev.skep.bpf.btf.BtfBuilder;
import dev.skep.bpf.btf.BtfType;
import dev.skep.bpf.btf.BtfType.Linkage;
import dev.skep.bpf.btf.BtfType.Member;
import dev.skep.bpf.btf.BtfType.SectionVariable;
import dev.skep.bpf.prog.ProgramType;
import dev.skep.compiler.front.Signature;
import dev.skep.compiler.layout.Layout;
import dev.skep.compiler.layout.LayoutField;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The BTF of one object: what lets the verifier tell functions apart, and {@code bpftool} print map entries and code with
 * our names.
 *
 * <pre>
 *   Java                       BTF
 *   byte[] / byte              char[] / signed char      bpftool prints arrays of char as text
 *   short, char                short, unsigned short
 *   int, long, boolean         int, long, _Bool
 *   an enum                    enum of its constants
 *   {@literal @}BE char, int, long      __be16, __be32, __be64
 *   a class or record          struct; padding is what no member covers
 *   static variables           VARs in the DATASEC of their map
 * </pre>
 */
public final class ObjectTypes {
    private final BtfBuilder btf = new BtfBuilder();
    private final Map<Layout, Integer> layouts = new HashMap<>();
    private final ContextTypes contexts = new ContextTypes(btf);

    /**
     * A variable in a section.
     *
     * @param name   Java's name
     * @param layout of its type
     * @param offset in bytes from the start of the section
     */
    public record Variable(String name, Layout layout, int offset) {}

    /** The id of a map's key or value, or of an event. */
    public int of(Layout layout) {
        Integer known = layouts.get(layout);
        if (known != null) {
            return known;
        }
        int id = layout.isScalar() ? scalar(layout.type(), false) : struct(layout);
        layouts.put(layout, id);
        return id;
    }

    /**
     * The id of a function.
     *
     * @param program decides what structure the context is
     * @param global  whether the verifier looks at it once for all callers; the program's entry is always global
     */
    public int function(String name, Signature signature, ProgramType program, boolean global) {
        List<BtfType.Param> params = new ArrayList<>();
        int context = -1;
        for (Signature.Parameter parameter : signature.parameters()) {
            if (parameter.kind() == Signature.Kind.CONTEXT) {
                context = params.size();
            }
            params.add(new BtfType.Param(BtfBuilder.identifier(parameter.name()), type(parameter.kind(), program)));
        }
        // The verifier wants a number back from global functions, and the code returns zero for void anyway.
        Signature.Kind result =
                global && signature.result() == Signature.Kind.VOID ? Signature.Kind.INT : signature.result();
        int proto = btf.addFuncProto(type(result, program), params);
        int id = btf.addFunc(BtfBuilder.identifier(name), proto, global ? Linkage.GLOBAL : Linkage.STATIC);
        if (global && context >= 0 && contexts.needsTag(program)) {
            btf.addDeclTag("arg:ctx", id, context);
        }
        return id;
    }

    /**
     * The id of the only value of an array map that holds variables. Bytes that no variable covers are shown as bytes, since
     * the kernel wants at least one.
     *
     * @param name  the map's, {@code ".data"}
     * @param bytes of the whole value
     */
    public int section(String name, int bytes, List<Variable> variables) {
        List<SectionVariable> members = new ArrayList<>();
        int end = 0;
        for (Variable variable : variables.stream()
                .sorted(Comparator.comparingInt(Variable::offset))
                .toList()) {
            gap(members, end, variable.offset());
            int size = variable.layout().bytes();
            int id = btf.addVar(BtfBuilder.identifier(variable.name()), of(variable.layout()), Linkage.GLOBAL);
            members.add(new SectionVariable(id, variable.offset(), size));
            end = variable.offset() + size;
        }
        gap(members, end, bytes);
        return btf.addDatasec(name, bytes, members);
    }

    private void gap(List<SectionVariable> members, int from, int to) {
        boolean alignmentOnly = to - from < Long.BYTES && !members.isEmpty();
        if (to > from && !alignmentOnly) {
            int type = btf.addArray(number("unsigned char", 1, 0), index(), to - from);
            members.add(new SectionVariable(btf.addVar("bytes" + from, type, Linkage.GLOBAL), from, to - from));
        }
    }

    /** The id of {@code char[bytes]}, for memory without a type. */
    public int bytes(int bytes) {
        return btf.addArray(number("unsigned char", 1, 0), index(), bytes);
    }

    /** The id of {@code unsigned int}: the key of an array. */
    public int index() {
        return number("unsigned int", 4, 0);
    }

    /** The bytes, as the kernel loads them. */
    public byte[] build() {
        return btf.build();
    }

    private int type(Signature.Kind kind, ProgramType program) {
        return switch (kind) {
            case INT -> number("int", 4, BtfBuilder.SIGNED);
            case LONG -> number("long", 8, BtfBuilder.SIGNED);
            case CONTEXT -> contexts.pointer(program);
            case POINTER -> btf.addPtr(0);
            case VOID -> 0;
        };
    }

    private int number(String name, int bytes, int encoding) {
        return btf.addInt(name, bytes, encoding);
    }

    private int scalar(Class<?> type, boolean bigEndian) {
        if (type.isEnum()) {
            return enumeration(type);
        }
        return switch (type.getName()) {
            case "boolean", "java.lang.Boolean" -> number("_Bool", 1, BtfBuilder.BOOL);
            case "byte", "java.lang.Byte" -> number("signed char", 1, BtfBuilder.SIGNED);
            case "short", "java.lang.Short", "char", "java.lang.Character" ->
                bigEndian
                        ? btf.addTypedef("__be16", number("unsigned short", 2, 0))
                        : type.getName().endsWith("hort")
                                ? number("short", 2, BtfBuilder.SIGNED)
                                : number("unsigned short", 2, 0);
            case "int", "java.lang.Integer" ->
                bigEndian
                        ? btf.addTypedef("__be32", number("unsigned int", 4, 0))
                        : number("int", 4, BtfBuilder.SIGNED);
            case "long", "java.lang.Long" ->
                bigEndian
                        ? btf.addTypedef("__be64", number("unsigned long", 8, 0))
                        : number("long", 8, BtfBuilder.SIGNED);
            default -> throw new IllegalArgumentException(type.getName() + " is not a number");
        };
    }

    private int enumeration(Class<?> type) {
        List<BtfType.Enumerator> constants = new ArrayList<>();
        for (Object constant : type.getEnumConstants()) {
            Enum<?> named = (Enum<?>) constant;
            constants.add(new BtfType.Enumerator(BtfBuilder.identifier(named.name()), named.ordinal()));
        }
        return constants.isEmpty() ? index() : btf.addEnum(BtfBuilder.identifier(type.getSimpleName()), constants);
    }

    private int struct(Layout layout) {
        List<Member> members = new ArrayList<>();
        for (LayoutField field : layout.fields()) {
            members.add(new Member(BtfBuilder.identifier(field.name()), member(field), field.offset() * 8, 0));
        }
        return btf.addStruct(BtfBuilder.identifier(layout.type().getSimpleName()), layout.bytes(), members);
    }

    private int member(LayoutField field) {
        Layout nested = field.nested();
        boolean text = field.isArray() && field.elementType() == byte.class;
        int element = text
                ? number("char", 1, BtfBuilder.SIGNED)
                : nested != null ? of(nested) : scalar(field.elementType(), field.bigEndian());
        return field.isArray() ? btf.addArray(element, index(), field.count()) : element;
    }
}
