package dev.skep.bpf.btf;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** Turns the record of one type into a {@link BtfType}. */
final class BtfDecoder {
    private final BtfTypes types;
    private final int parts;
    private final int info;
    private final int sizeOrType;
    private final String name;

    private BtfDecoder(BtfTypes types, int id) {
        this.types = types;
        this.parts = types.parts(id);
        this.info = types.info(id);
        this.sizeOrType = types.sizeOrType(id);
        this.name = types.string(types.nameOffset(id));
    }

    static BtfType decode(BtfTypes owner, int id) {
        return new BtfDecoder(owner, id).decode();
    }

    private BtfType decode() {
        boolean flag = BtfLayout.kindFlag(info);
        return switch (BtfKind.of(BtfLayout.kind(info))) {
            case VOID -> new BtfType.Void();
            case INT -> integer();
            case PTR -> new BtfType.Ptr(sizeOrType);
            case ARRAY -> new BtfType.Array(types.int32(parts), types.int32(parts + 4), types.int32(parts + 8));
            case STRUCT -> new BtfType.Struct(name, sizeOrType, members(flag));
            case UNION -> new BtfType.Union(name, sizeOrType, members(flag));
            case ENUM -> new BtfType.Enum(name, sizeOrType, flag, each(8, at -> enumerator(at, flag)));
            case ENUM64 -> new BtfType.Enum64(name, sizeOrType, flag, each(12, this::enumerator64));
            case FWD -> new BtfType.Fwd(name, flag);
            case TYPEDEF -> new BtfType.Typedef(name, sizeOrType);
            case VOLATILE -> new BtfType.Volatile(sizeOrType);
            case CONST -> new BtfType.Const(sizeOrType);
            case RESTRICT -> new BtfType.Restrict(sizeOrType);
            case FUNC -> new BtfType.Func(name, sizeOrType, linkage(BtfLayout.vlen(info)));
            case FUNC_PROTO -> new BtfType.FuncProto(sizeOrType, each(8, this::param));
            case VAR -> new BtfType.Var(name, sizeOrType, linkage(types.int32(parts)));
            case DATASEC -> new BtfType.Datasec(name, sizeOrType, each(12, this::sectionVariable));
            case FLOAT -> new BtfType.Float(name, sizeOrType);
            case DECL_TAG -> new BtfType.DeclTag(name, sizeOrType, types.int32(parts), flag);
            case TYPE_TAG -> new BtfType.TypeTag(name, sizeOrType, flag);
        };
    }

    private BtfType.Int integer() {
        int word = types.int32(parts);
        int encoding = word >>> 24 & 15;
        return new BtfType.Int(
                name,
                sizeOrType,
                BtfLayout.intBitOffset(word),
                BtfLayout.intBits(word),
                (encoding & BtfLayout.INT_SIGNED) != 0,
                (encoding & BtfLayout.INT_CHAR) != 0,
                (encoding & BtfLayout.INT_BOOL) != 0);
    }

    private List<BtfType.Member> members(boolean bitfields) {
        return each(12, at -> {
            int where = types.int32(at + 8);
            return new BtfType.Member(
                    types.string(types.int32(at)),
                    types.int32(at + 4),
                    bitfields ? where & 0xff_ffff : where,
                    bitfields ? where >>> 24 : 0);
        });
    }

    private BtfType.Enumerator enumerator(int at, boolean signed) {
        int value = types.int32(at + 4);
        return new BtfType.Enumerator(types.string(types.int32(at)), signed ? value : Integer.toUnsignedLong(value));
    }

    private BtfType.Enumerator enumerator64(int at) {
        long value = Integer.toUnsignedLong(types.int32(at + 4)) | (long) types.int32(at + 8) << 32;
        return new BtfType.Enumerator(types.string(types.int32(at)), value);
    }

    private BtfType.Param param(int at) {
        return new BtfType.Param(types.string(types.int32(at)), types.int32(at + 4));
    }

    private BtfType.SectionVariable sectionVariable(int at) {
        return new BtfType.SectionVariable(types.int32(at), types.int32(at + 4), types.int32(at + 8));
    }

    private BtfType.Linkage linkage(int number) {
        BtfType.Linkage[] known = BtfType.Linkage.values();
        if (number < 0 || number >= known.length) {
            throw new BtfException(parts - BtfLayout.TYPE_BYTES, name + " has the unknown linkage " + number);
        }
        return known[number];
    }

    private <T> List<T> each(int bytes, IntFunction<T> decodePart) {
        int vlen = BtfLayout.vlen(info);
        List<T> decoded = new ArrayList<>(vlen);
        for (int i = 0; i < vlen; i++) {
            decoded.add(decodePart.apply(parts + i * bytes));
        }
        return List.copyOf(decoded);
    }
}
