package dev.skep.bpf.btf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/** Writes types one after the other; the layout is {@link BtfLayout}'s. */
final class BtfEncoder {
    private final BtfStrings strings;
    private ByteBuffer out = ByteBuffer.allocate(1024).order(ByteOrder.LITTLE_ENDIAN);

    BtfEncoder(BtfStrings strings) {
        this.strings = strings;
    }

    byte[] build() {
        byte[] text = strings.toByteArray();
        int typeBytes = out.position();
        return ByteBuffer.allocate(BtfLayout.HEADER_BYTES + typeBytes + text.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort((short) BtfLayout.MAGIC)
                .put((byte) 1)
                .put((byte) 0)
                .putInt(BtfLayout.HEADER_BYTES)
                .putInt(0)
                .putInt(typeBytes)
                .putInt(typeBytes)
                .putInt(text.length)
                .put(out.array(), 0, typeBytes)
                .put(text)
                .array();
    }

    void type(BtfType type) {
        switch (type) {
            case BtfType.Void() -> throw new IllegalArgumentException("void is not written");
            case BtfType.Int integer -> integer(integer);
            case BtfType.Ptr(int to) -> header("", BtfKind.PTR, 0, false, to);
            case BtfType.Array array -> {
                header("", BtfKind.ARRAY, 0, false, 0);
                words(array.elementTypeId(), array.indexTypeId(), array.length());
            }
            case BtfType.Struct struct -> composite(struct, BtfKind.STRUCT);
            case BtfType.Union union -> composite(union, BtfKind.UNION);
            case BtfType.Enum narrow -> narrow(narrow);
            case BtfType.Enum64 wide -> wide(wide);
            case BtfType.Fwd(String name, boolean union) -> header(name, BtfKind.FWD, 0, union, 0);
            case BtfType.Typedef(String name, int to) -> header(name, BtfKind.TYPEDEF, 0, false, to);
            case BtfType.Volatile(int to) -> header("", BtfKind.VOLATILE, 0, false, to);
            case BtfType.Const(int to) -> header("", BtfKind.CONST, 0, false, to);
            case BtfType.Restrict(int to) -> header("", BtfKind.RESTRICT, 0, false, to);
            case BtfType.Func(String name, int proto, BtfType.Linkage linkage) ->
                header(name, BtfKind.FUNC, linkage.ordinal(), false, proto);
            case BtfType.FuncProto proto -> prototype(proto);
            case BtfType.Var(String name, int to, BtfType.Linkage linkage) -> {
                header(name, BtfKind.VAR, 0, false, to);
                words(linkage.ordinal());
            }
            case BtfType.Datasec section -> section(section);
            case BtfType.Float(String name, int size) -> header(name, BtfKind.FLOAT, 0, false, size);
            case BtfType.DeclTag(String value, int to, int component, boolean attribute) -> {
                header(value, BtfKind.DECL_TAG, 0, attribute, to);
                words(component);
            }
            case BtfType.TypeTag(String value, int to, boolean attribute) ->
                header(value, BtfKind.TYPE_TAG, 0, attribute, to);
        }
    }

    private void integer(BtfType.Int type) {
        int encoding = (type.signed() ? BtfLayout.INT_SIGNED : 0)
                | (type.character() ? BtfLayout.INT_CHAR : 0)
                | (type.bool() ? BtfLayout.INT_BOOL : 0);
        header(type.name(), BtfKind.INT, 0, false, type.sizeBytes());
        words(encoding << 24 | type.bitOffset() << 16 | type.bits());
    }

    private void composite(BtfType.Composite type, BtfKind kind) {
        boolean bitfields = type.members().stream().anyMatch(member -> member.bitSize() != 0);
        header(type.name(), kind, type.members().size(), bitfields, type.sizeBytes());
        for (BtfType.Member member : type.members()) {
            if (bitfields && (member.bitOffset() >>> 24 != 0 || member.bitSize() > 0xff)) {
                throw new IllegalArgumentException(member + " does not fit beside bitfields");
            }
            words(strings.offset(member.name()), member.typeId(), member.bitSize() << 24 | member.bitOffset());
        }
    }

    private void narrow(BtfType.Enum type) {
        header(type.name(), BtfKind.ENUM, type.enumerators().size(), type.signed(), type.sizeBytes());
        for (BtfType.Enumerator each : type.enumerators()) {
            words(strings.offset(each.name()), (int) each.value());
        }
    }

    private void wide(BtfType.Enum64 type) {
        header(type.name(), BtfKind.ENUM64, type.enumerators().size(), type.signed(), type.sizeBytes());
        for (BtfType.Enumerator each : type.enumerators()) {
            words(strings.offset(each.name()), (int) each.value(), (int) (each.value() >>> 32));
        }
    }

    private void prototype(BtfType.FuncProto type) {
        header("", BtfKind.FUNC_PROTO, type.params().size(), false, type.returnTypeId());
        for (BtfType.Param param : type.params()) {
            words(strings.offset(param.name()), param.typeId());
        }
    }

    private void section(BtfType.Datasec type) {
        List<BtfType.SectionVariable> variables = type.variables();
        header(type.name(), BtfKind.DATASEC, variables.size(), false, type.sizeBytes());
        for (BtfType.SectionVariable each : variables) {
            words(each.typeId(), each.offsetBytes(), each.sizeBytes());
        }
    }

    private void header(String name, BtfKind kind, int vlen, boolean kindFlag, int sizeOrType) {
        if (vlen > BtfLayout.MAX_VLEN) {
            throw new IllegalArgumentException(kind + " " + name + " has " + vlen + " parts; 65535 are possible");
        }
        words(strings.offset(name), BtfLayout.info(kind, vlen, kindFlag), sizeOrType);
    }

    private void words(int... values) {
        if (out.remaining() < values.length * Integer.BYTES) {
            int position = out.position();
            out = ByteBuffer.wrap(Arrays.copyOf(out.array(), out.capacity() * 2))
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .position(position);
        }
        for (int value : values) {
            out.putInt(value);
        }
    }
}
