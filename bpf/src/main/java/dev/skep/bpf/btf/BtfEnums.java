package dev.skep.bpf.btf;

import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Finds the value of one enum constant in the raw bytes. */
final class BtfEnums {
    private final Btf btf;
    private final byte[] constant;

    BtfEnums(Btf btf, String constant) {
        this.btf = btf;
        this.constant = constant.getBytes(StandardCharsets.UTF_8);
    }

    OptionalLong searchNamed(String enumName) {
        OptionalInt id = btf.enumeration(enumName);
        return id.isEmpty() ? OptionalLong.empty() : search(btf.types().owner(id.getAsInt()), id.getAsInt());
    }

    OptionalLong searchAll() {
        for (BtfTypes types = btf.types(); types != null; types = types.base) {
            for (int id = types.firstId; id < types.endId(); id++) {
                OptionalLong value = search(types, id);
                if (value.isPresent()) {
                    return value;
                }
            }
        }
        return OptionalLong.empty();
    }

    private OptionalLong search(BtfTypes types, int id) {
        int info = types.info(id);
        int kind = BtfLayout.kind(info);
        boolean wide = kind == BtfKind.ENUM64.number();
        if (!wide && kind != BtfKind.ENUM.number()) {
            return OptionalLong.empty();
        }
        int bytes = wide ? 12 : 8;
        int at = types.parts(id);
        for (int i = BtfLayout.vlen(info); i > 0; i--, at += bytes) {
            if (types.stringEquals(types.int32(at), constant)) {
                return OptionalLong.of(value(types, at, wide, BtfLayout.kindFlag(info)));
            }
        }
        return OptionalLong.empty();
    }

    private static long value(BtfTypes types, int at, boolean wide, boolean signed) {
        int low = types.int32(at + 4);
        if (wide) {
            return Integer.toUnsignedLong(low) | (long) types.int32(at + 8) << 32;
        }
        return signed ? low : Integer.toUnsignedLong(low);
    }
}
