package dev.skep.bpf.btf;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Collects types and writes them as the kernel's {@code BPF_BTF_LOAD} takes them. Ids count from 1 in the order of
 * adding. Types without identity (integers, pointers, arrays, qualifiers, typedefs, prototypes) are kept once however often they
 * are added; structs, enums, functions, variables and sections are new each time.
 *
 * <p>The kernel wants C identifiers as names ({@link #identifier}), members in the order of their offsets, and names for
 * the parameters of functions. Kinds that a kernel does not know yet are refused by it: FLOAT before Linux 5.13, DECL_TAG
 * 5.16, TYPE_TAG 5.17, ENUM64 and signed enums 6.0.
 */
public final class BtfBuilder {
    /** An INT's encoding, of which the kernel accepts one; 0 is an unsigned number. */
    public static final int SIGNED = BtfLayout.INT_SIGNED, CHAR = BtfLayout.INT_CHAR, BOOL = BtfLayout.INT_BOOL;

    private final List<BtfType> types = new ArrayList<>();
    private final Map<BtfType, Integer> known = new HashMap<>();
    private final BtfStrings strings = new BtfStrings();

    // --- Any type -----------------------------------------------------------------------------------------------

    /** Adds a type, whether or not an equal one is there. */
    public int add(BtfType type) {
        types.add(type);
        known.putIfAbsent(type, types.size());
        return types.size();
    }

    /** The id of an equal type that was added before, else of a new one. */
    public int intern(BtfType type) {
        Integer id = known.get(type);
        return id != null ? id : add(type);
    }

    /** An id for a type that will be {@linkplain #define defined} later: what a struct that points at itself needs. */
    public int reserve() {
        types.add(new BtfType.Void());
        return types.size();
    }

    /** Gives a {@linkplain #reserve() reserved} id its type. */
    public void define(int id, BtfType type) {
        if (!(types.get(id - 1) instanceof BtfType.Void)) {
            throw new IllegalStateException("type " + id + " is defined already: " + types.get(id - 1));
        }
        types.set(id - 1, type);
    }

    /** The offset of a string in the string section, as function and line info use it. */
    public int string(String text) {
        return strings.offset(text);
    }

    // --- By kind ------------------------------------------------------------------------------------------------

    /** An integer of 1, 2, 4, 8 or 16 bytes; encoding 0 or one of {@link #SIGNED}, {@link #CHAR}, {@link #BOOL}. */
    public int addInt(String name, int sizeBytes, int encoding) {
        if (Integer.bitCount(encoding) > 1) {
            throw new IllegalArgumentException("the kernel refuses combined encodings of integers: " + encoding);
        }
        return intern(new BtfType.Int(
                name,
                sizeBytes,
                0,
                sizeBytes * 8,
                (encoding & SIGNED) != 0,
                (encoding & CHAR) != 0,
                (encoding & BOOL) != 0));
    }

    /** A pointer; type 0 makes it {@code void *}. */
    public int addPtr(int typeId) {
        return intern(new BtfType.Ptr(typeId));
    }

    /** An array; the index type is any integer type. */
    public int addArray(int elementTypeId, int indexTypeId, int length) {
        return intern(new BtfType.Array(elementTypeId, indexTypeId, length));
    }

    /** A struct. */
    public int addStruct(String name, int sizeBytes, List<BtfType.Member> members) {
        return add(new BtfType.Struct(name, sizeBytes, List.copyOf(members)));
    }

    /** A union. */
    public int addUnion(String name, int sizeBytes, List<BtfType.Member> members) {
        return add(new BtfType.Union(name, sizeBytes, List.copyOf(members)));
    }

    /** An unsigned enum of four bytes. */
    public int addEnum(String name, List<BtfType.Enumerator> enumerators) {
        return add(new BtfType.Enum(name, 4, false, List.copyOf(enumerators)));
    }

    /** An enum of eight bytes. */
    public int addEnum64(String name, boolean signed, List<BtfType.Enumerator> enumerators) {
        return add(new BtfType.Enum64(name, 8, signed, List.copyOf(enumerators)));
    }

    /** A struct or union that is only declared. */
    public int addFwd(String name, boolean union) {
        return intern(new BtfType.Fwd(name, union));
    }

    /** A typedef. */
    public int addTypedef(String name, int typeId) {
        return intern(new BtfType.Typedef(name, typeId));
    }

    /** {@code const} of a type. */
    public int addConst(int typeId) {
        return intern(new BtfType.Const(typeId));
    }

    /** {@code volatile} of a type. */
    public int addVolatile(int typeId) {
        return intern(new BtfType.Volatile(typeId));
    }

    /** {@code restrict} of a pointer. */
    public int addRestrict(int typeId) {
        return intern(new BtfType.Restrict(typeId));
    }

    /** A prototype; type 0 returns {@code void}. */
    public int addFuncProto(int returnTypeId, List<BtfType.Param> params) {
        return intern(new BtfType.FuncProto(returnTypeId, List.copyOf(params)));
    }

    /** A function. */
    public int addFunc(String name, int protoId, BtfType.Linkage linkage) {
        return add(new BtfType.Func(name, protoId, linkage));
    }

    /** A variable; it becomes real in a {@linkplain #addDatasec section}. */
    public int addVar(String name, int typeId, BtfType.Linkage linkage) {
        return add(new BtfType.Var(name, typeId, linkage));
    }

    /** A section of variables, in the order of their offsets. */
    public int addDatasec(String name, int sizeBytes, List<BtfType.SectionVariable> variables) {
        return add(new BtfType.Datasec(name, sizeBytes, List.copyOf(variables)));
    }

    /** A floating point type, which programs can name but not use. */
    public int addFloat(String name, int sizeBytes) {
        return intern(new BtfType.Float(name, sizeBytes));
    }

    /** A tag on a type, function or variable, or with an index of 0 and more on its member or parameter. */
    public int addDeclTag(String value, int typeId, int componentIndex) {
        return add(new BtfType.DeclTag(value, typeId, componentIndex, false));
    }

    /** A tag on what a pointer points at. */
    public int addTypeTag(String value, int typeId) {
        return intern(new BtfType.TypeTag(value, typeId, false));
    }

    // --- Writing ------------------------------------------------------------------------------------------------

    /** The highest id so far. */
    public int lastId() {
        return types.size();
    }

    /**
     * The bytes. May be called more than once.
     *
     * @throws IllegalStateException if a reserved id was never defined
     */
    public byte[] build() {
        BtfEncoder encoder = new BtfEncoder(strings);
        for (int i = 0; i < types.size(); i++) {
            if (types.get(i) instanceof BtfType.Void) {
                throw new IllegalStateException("type " + (i + 1) + " was reserved and never defined");
            }
            encoder.type(types.get(i));
        }
        return encoder.build();
    }

    /** A name that the kernel accepts, made from any: what is no letter, digit, dot or underscore becomes an underscore. */
    public static String identifier(String name) {
        StringBuilder out = new StringBuilder(name.length() + 1);
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean digit = c >= '0' && c <= '9';
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '.';
            if (digit && i == 0) {
                out.append('_');
            }
            out.append(letter || digit ? c : '_');
        }
        return out.toString();
    }
}
