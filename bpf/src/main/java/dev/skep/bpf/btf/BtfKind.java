package dev.skep.bpf.btf;

/** {@code BTF_KIND_*} of {@code include/uapi/linux/btf.h}, in the kernel's order: the ordinal is the number. */
public enum BtfKind {
    VOID,
    INT,
    PTR,
    ARRAY,
    STRUCT,
    UNION,
    ENUM,
    FWD,
    TYPEDEF,
    VOLATILE,
    CONST,
    RESTRICT,
    FUNC,
    FUNC_PROTO,
    VAR,
    DATASEC,
    FLOAT,
    DECL_TAG,
    TYPE_TAG,
    ENUM64;

    private static final BtfKind[] BY_NUMBER = values();

    /** The number in bits 24–28 of a type's {@code info}. */
    public int number() {
        return ordinal();
    }

    static BtfKind of(int number) {
        return BY_NUMBER[number];
    }
}
