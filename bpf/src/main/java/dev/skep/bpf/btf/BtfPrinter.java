package dev.skep.bpf.btf;

import java.util.List;
import java.util.stream.Collectors;

/** One run of {@link BtfFormat}; it gives up on types that never end. */
final class BtfPrinter {
    private static final int MAX_DEPTH = 32;
    private static final int MAX_TYPES = 1 << 18;

    private final Btf btf;
    private int printed;

    BtfPrinter(Btf btf) {
        this.btf = btf;
    }

    String definition(int typeId) {
        return switch (btf.type(typeId)) {
            case BtfType.Typedef typedef -> "typedef " + declare(typedef.typeId(), typedef.name()) + ";";
            case BtfType.Func function -> declare(function.protoId(), function.name()) + ";";
            case BtfType.Var variable -> declare(variable.typeId(), variable.name()) + ";";
            case BtfType.Composite composite -> body(composite, "", 0, 0) + ";";
            case BtfType.Enumeration enumeration -> body(enumeration, "") + ";";
            default -> declare(typeId, "") + ";";
        };
    }

    String declare(int typeId, String variable) {
        return declare(typeId, variable, 0, "");
    }

    private String declare(int typeId, String variable, int depth, String indent) {
        if (depth > MAX_DEPTH || ++printed > MAX_TYPES) {
            throw new BtfException("type " + typeId + " is nested without end");
        }
        return switch (btf.type(typeId)) {
            case BtfType.Ptr(int target) -> declare(target, pointer(target, variable), depth + 1, indent);
            case BtfType.Array array ->
                declare(array.elementTypeId(), variable + "[" + length(array) + "]", depth + 1, indent);
            case BtfType.FuncProto proto ->
                declare(proto.returnTypeId(), variable + params(proto, depth + 1), depth + 1, indent);
            case BtfType.Const(int target) -> qualified("const", target, variable, depth, indent);
            case BtfType.Volatile(int target) -> qualified("volatile", target, variable, depth, indent);
            case BtfType.Restrict(int target) -> qualified("restrict", target, variable, depth, indent);
            case BtfType.TypeTag tag -> declare(tag.typeId(), variable, depth + 1, indent);
            case BtfType.DeclTag tag -> declare(tag.typeId(), variable, depth + 1, indent);
            case BtfType.Struct struct -> join(composite("struct", struct, depth, indent), variable);
            case BtfType.Union union -> join(composite("union", union, depth, indent), variable);
            case BtfType.Fwd fwd -> join((fwd.union() ? "union " : "struct ") + fwd.name(), variable);
            case BtfType.Enumeration enumeration ->
                join(enumeration.name().isEmpty() ? body(enumeration, indent) : "enum " + enumeration.name(), variable);
            case BtfType.Void() -> join("void", variable);
            case BtfType.Int plain -> join(plain.name(), variable);
            case BtfType.Float plain -> join(plain.name(), variable);
            case BtfType.Typedef plain -> join(plain.name(), variable);
            case BtfType.Func plain -> join(plain.name(), variable);
            case BtfType.Var plain -> join(plain.name(), variable);
            case BtfType.Datasec plain -> join(plain.name(), variable);
        };
    }

    private String pointer(int target, String variable) {
        BtfKind kind = target == 0 ? BtfKind.VOID : btf.kind(target);
        boolean binds = kind == BtfKind.ARRAY || kind == BtfKind.FUNC_PROTO;
        return binds ? "(*" + variable + ")" : "*" + variable;
    }

    private static String length(BtfType.Array array) {
        return array.length() == 0 ? "" : Integer.toUnsignedString(array.length());
    }

    private String params(BtfType.FuncProto proto, int depth) {
        if (proto.params().isEmpty()) {
            return "(void)";
        }
        return proto.params().stream()
                .map(param -> param.typeId() == 0 ? "..." : declare(param.typeId(), param.name(), depth, ""))
                .collect(Collectors.joining(", ", "(", ")"));
    }

    /** A qualifier of a pointer follows its star; any other goes in front. */
    private String qualified(String qualifier, int target, String variable, int depth, String indent) {
        if (target != 0 && btf.type(target) instanceof BtfType.Ptr(int pointee)) {
            return declare(pointee, pointer(pointee, join(" " + qualifier, variable)), depth + 1, indent);
        }
        return qualifier + " " + declare(target, variable, depth + 1, indent);
    }

    private static String join(String type, String variable) {
        return variable.isEmpty() ? type : type + " " + variable;
    }

    private String composite(String keyword, BtfType.Composite type, int depth, String indent) {
        return type.name().isEmpty() ? body(type, indent, depth, 0) : keyword + " " + type.name();
    }

    private String body(BtfType.Composite type, String indent, int depth, long outerBits) {
        if (depth > MAX_DEPTH || ++printed > MAX_TYPES) {
            throw new BtfException("structs are nested without end");
        }
        String keyword = type instanceof BtfType.Struct ? "struct " : "union ";
        StringBuilder out = new StringBuilder(keyword);
        out.append(type.name().isEmpty() ? "" : type.name() + " ").append("{\n");
        for (BtfType.Member member : type.members()) {
            long bits = outerBits + Integer.toUnsignedLong(member.bitOffset());
            String inner = indent + "    ";
            String text = member.name().isEmpty()
                            && btf.type(btf.resolve(member.typeId())) instanceof BtfType.Composite nested
                    ? body(nested, inner, depth + 1, bits)
                    : declare(member.typeId(), member.name(), depth + 1, inner);
            String width = member.bitSize() == 0 ? "" : " : " + member.bitSize();
            out.append(inner)
                    .append(text)
                    .append(width)
                    .append(";  /* ")
                    .append(place(bits, member))
                    .append(" */\n");
        }
        return out.append(indent).append('}').toString();
    }

    private static String place(long bits, BtfType.Member member) {
        return member.bitSize() == 0 ? String.valueOf(bits / 8) : bits / 8 + ":" + bits % 8;
    }

    private static String body(BtfType.Enumeration type, String indent) {
        StringBuilder out = new StringBuilder("enum ");
        out.append(type.name().isEmpty() ? "" : type.name() + " ").append("{\n");
        List<BtfType.Enumerator> enumerators = type.enumerators();
        for (BtfType.Enumerator each : enumerators) {
            String value = type.signed() ? Long.toString(each.value()) : Long.toUnsignedString(each.value());
            out.append(indent)
                    .append("    ")
                    .append(each.name())
                    .append(" = ")
                    .append(value)
                    .append(",\n");
        }
        return out.append(indent).append('}').toString();
    }
}
