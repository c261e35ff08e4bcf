package dev.skep.bpf.btf;

/**
 * Offsets in bytes of the structures of {@code include/uapi/linux/btf.h}.
 *
 * <pre>
 *   header: magic u16, version u8, flags u8, hdr_len u32, type_off u32, type_len u32, str_off u32, str_len u32
 *   type:   name_off u32, info u32 (vlen 0-15, kind 24-28, kind_flag 31), size or type u32, then by kind:
 *     INT       u32: bits 0-7, bit offset 16-23, encoding 24-27
 *     ARRAY     element type, index type, length
 *     STRUCT    { name_off, type, offset in bits, or with kind_flag bitfield size 24-31 and offset 0-23 } ...
 *     ENUM      { name_off, value s32 } ...        ENUM64  { name_off, low u32, high u32 } ...
 *     FUNC_PROTO{ name_off, type } ...             DATASEC { type, offset, size } ...
 *     VAR       linkage                            DECL_TAG component index s32
 * </pre>
 */
final class BtfLayout {
    static final int MAGIC = 0xeb9f;
    static final int HEADER_BYTES = 24;
    static final int HEADER_LENGTH = 4, TYPE_OFFSET = 8, TYPE_LENGTH = 12, STRING_OFFSET = 16, STRING_LENGTH = 20;

    static final int TYPE_BYTES = 12;
    static final int NAME = 0, INFO = 4, SIZE_OR_TYPE = 8;

    static final int MAX_VLEN = 0xffff;
    static final int INT_SIGNED = 1, INT_CHAR = 2, INT_BOOL = 4;

    /** Bytes after the common header, by kind: those that are always there, and those of each of {@code vlen} parts. */
    static final int[] FIXED_BYTES = {0, 4, 0, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 4, 0, 0};

    static final int[] PART_BYTES = {0, 0, 0, 0, 12, 12, 8, 0, 0, 0, 0, 0, 0, 8, 0, 12, 0, 0, 0, 12};

    private BtfLayout() {}

    static int info(BtfKind kind, int vlen, boolean kindFlag) {
        return kind.number() << 24 | vlen | (kindFlag ? 1 << 31 : 0);
    }

    static int vlen(int info) {
        return info & MAX_VLEN;
    }

    static int kind(int info) {
        return info >>> 24 & 31;
    }

    static int intBits(int word) {
        return word & 0xff;
    }

    static int intBitOffset(int word) {
        return word >>> 16 & 0xff;
    }

    static boolean kindFlag(int info) {
        return info < 0;
    }
}
