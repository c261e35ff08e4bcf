package dev.skep.bpf.btf;

import java.util.List;

/**
 * One type, decoded. Other types are named by id; sizes are in bytes, member offsets in bits; an anonymous type's name
 * is empty.
 */
@SuppressWarnings("AvoidCommonTypeNames") // the format's own: VOID, ENUM, FLOAT
public sealed interface BtfType {
    /** The C name without {@code struct}, {@code union} or {@code enum}; empty for anonymous types. */
    default String name() {
        return "";
    }

    /** A struct or a union. */
    sealed interface Composite extends BtfType permits Struct, Union {
        int sizeBytes();

        List<Member> members();
    }

    /** An enum of 32 or 64 bits. */
    sealed interface Enumeration extends BtfType permits Enum, Enum64 {
        int sizeBytes();

        boolean signed();

        List<Enumerator> enumerators();
    }

    /** A type that only qualifies or renames another one. */
    sealed interface Modifier extends BtfType permits Typedef, Volatile, Const, Restrict, TypeTag {
        int typeId();
    }

    /** Type 0. */
    record Void() implements BtfType {}

    /**
     * @param bitOffset where the value starts in its storage; not 0 only in bitfields of old compilers
     * @param bits      width of the value; less than {@code sizeBytes * 8} only in bitfields of old compilers
     */
    record Int(String name, int sizeBytes, int bitOffset, int bits, boolean signed, boolean character, boolean bool)
            implements BtfType {}

    record Ptr(int typeId) implements BtfType {}

    record Array(int elementTypeId, int indexTypeId, int length) implements BtfType {}

    record Struct(String name, int sizeBytes, List<Member> members) implements Composite {}

    record Union(String name, int sizeBytes, List<Member> members) implements Composite {}

    /** {@code bitSize} is the width of a bitfield, and 0 for every other member. */
    record Member(String name, int typeId, int bitOffset, int bitSize) {}

    record Enum(String name, int sizeBytes, boolean signed, List<Enumerator> enumerators) implements Enumeration {}

    record Enum64(String name, int sizeBytes, boolean signed, List<Enumerator> enumerators) implements Enumeration {}

    /** A named constant; of an unsigned enum the value is zero-extended. */
    record Enumerator(String name, long value) {}

    /** A struct or union that is only declared. */
    record Fwd(String name, boolean union) implements BtfType {}

    record Typedef(String name, int typeId) implements Modifier {}

    record Volatile(int typeId) implements Modifier {}

    record Const(int typeId) implements Modifier {}

    record Restrict(int typeId) implements Modifier {}

    record Func(String name, int protoId, Linkage linkage) implements BtfType {}

    /** A variadic function's last parameter has no name and type 0. */
    record FuncProto(int returnTypeId, List<Param> params) implements BtfType {}

    record Param(String name, int typeId) {}

    record Var(String name, int typeId, Linkage linkage) implements BtfType {}

    /** An ELF section of variables. */
    record Datasec(String name, int sizeBytes, List<SectionVariable> variables) implements BtfType {}

    /** A {@link Var} in a section, with its place in bytes. */
    record SectionVariable(int typeId, int offsetBytes, int sizeBytes) {}

    record Float(String name, int sizeBytes) implements BtfType {}

    /**
     * {@code btf_decl_tag(value)} on a type, function or variable.
     *
     * @param componentIndex the member or parameter that is tagged, or −1 for the whole
     * @param attribute      whether the value is an attribute's text and not a tag (Linux 6.15)
     */
    record DeclTag(String value, int typeId, int componentIndex, boolean attribute) implements BtfType {
        @Override
        public String name() {
            return value;
        }
    }

    /** {@code btf_type_tag(value)} on what a pointer points at; {@code attribute} as in {@link DeclTag}. */
    record TypeTag(String value, int typeId, boolean attribute) implements Modifier {
        @Override
        public String name() {
            return value;
        }
    }

    /** {@code BTF_VAR_*} and {@code BTF_FUNC_*}: the ordinal is the number. */
    enum Linkage {
        STATIC,
        GLOBAL,
        EXTERN
    }
}
