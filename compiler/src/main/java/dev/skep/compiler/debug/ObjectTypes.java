package dev.skep.compiler.debug;

import dev.skep.bpf.btf.BtfBuilder;
import dev.skep.bpf.btf.BtfType;
import dev.skep.compiler.front.Signature;
import dev.skep.compiler.layout.Layout;
import dev.skep.compiler.layout.LayoutField;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The BTF of an object: types of keys and values, so that tools print maps by field, and of functions. */
public final class ObjectTypes {
    private final BtfBuilder builder = new BtfBuilder();
    private final Map<Layout, Integer> structs = new HashMap<>();

    /** The id of a class, record or number. */
    public int of(Layout layout) {
        if (layout.isScalar()) {
            return number(layout.type());
        }
        Integer known = structs.get(layout);
        if (known != null) {
            return known;
        }
        List<BtfType.Member> members = new ArrayList<>();
        for (LayoutField field : layout.fields()) {
            members.add(new BtfType.Member(BtfBuilder.identifier(field.name()), typeOf(field), field.offset() * 8, 0));
        }
        String name = BtfBuilder.identifier(layout.type().getSimpleName());
        int id = builder.addStruct(name, layout.bytes(), members);
        structs.put(layout, id);
        return id;
    }

    private int typeOf(LayoutField field) {
        Layout nested = field.nested();
        int element = nested != null ? of(nested) : number(field.elementType());
        return field.isArray() ? builder.addArray(element, integer(), field.count()) : element;
    }

    private int integer() {
        return builder.addInt("int", 4, BtfBuilder.SIGNED);
    }

    private int number(Class<?> type) {
        if (type.isEnum()) {
            return integer();
        }
        return switch (type.getSimpleName()) {
            case "byte", "Byte" -> builder.addInt("signed char", 1, BtfBuilder.SIGNED);
            case "boolean", "Boolean" -> builder.addInt("bool", 1, BtfBuilder.BOOL);
            case "short", "Short" -> builder.addInt("short", 2, BtfBuilder.SIGNED);
            case "char", "Character" -> builder.addInt("unsigned short", 2, 0);
            case "long", "Long" -> builder.addInt("long", 8, BtfBuilder.SIGNED);
            default -> integer();
        };
    }

    /** The id of a function. */
    public int function(String name, Signature signature, boolean global) {
        List<BtfType.Param> params = new ArrayList<>();
        for (Signature.Parameter parameter : signature.parameters()) {
            params.add(new BtfType.Param(parameter.name(), kind(parameter.kind(), parameter.structure())));
        }
        int proto = builder.addFuncProto(kind(signature.result(), ""), params);
        BtfType.Linkage linkage = global ? BtfType.Linkage.GLOBAL : BtfType.Linkage.STATIC;
        return builder.addFunc(BtfBuilder.identifier(name), proto, linkage);
    }

    private int kind(Signature.Kind kind, String structure) {
        return switch (kind) {
            case INT -> integer();
            case LONG -> builder.addInt("long", 8, BtfBuilder.SIGNED);
            case CONTEXT -> builder.addPtr(structure.isEmpty() ? 0 : builder.addFwd(structure, false));
            case POINTER -> builder.addPtr(0);
            case VOID -> 0;
        };
    }

    /** The bytes. */
    public byte[] build() {
        return builder.build();
    }
}
