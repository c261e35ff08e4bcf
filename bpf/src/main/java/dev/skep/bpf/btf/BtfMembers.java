package dev.skep.bpf.btf;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Walks a {@link MemberPath} through the raw members of structs, unions and arrays. Being on the way to the first event,
 * it does without what a cold JVM must link first: no lambdas, no switches over patterns.
 */
final class BtfMembers {
    private static final int MAX_NESTING = 32;
    private static final int MAX_MEMBERS = 1 << 20;
    private static final int MEMBER_BYTES = 12;

    private final Btf btf;
    private int typeId;
    private long bitOffset;
    private int bitfieldBits;
    private int visited;

    private BtfMembers(Btf btf, int typeId) {
        this.btf = btf;
        this.typeId = typeId;
    }

    /** Where a path leads, or null if a member on the way does not exist. */
    static @Nullable MemberLocation find(Btf btf, int structId, MemberPath path) {
        BtfMembers walk = new BtfMembers(btf, structId);
        for (MemberPath.Step step : path.steps()) {
            if (step instanceof MemberPath.Index element) {
                walk.enterElement(element.index(), path);
            } else if (step instanceof MemberPath.Field field) {
                byte[] wanted = field.name().getBytes(StandardCharsets.UTF_8);
                if (!walk.enter(btf.resolve(walk.typeId), wanted, 0, walk.bitOffset)) {
                    return null;
                }
            }
        }
        return walk.location(path);
    }

    private boolean enter(int compositeId, byte[] wanted, int nesting, long outerBits) {
        BtfTypes types = btf.types().owner(compositeId);
        int info = types.info(compositeId);
        int kind = BtfLayout.kind(info);
        if (kind != BtfKind.STRUCT.number() && kind != BtfKind.UNION.number()) {
            return false;
        }
        boolean bitfields = BtfLayout.kindFlag(info);
        int at = types.parts(compositeId);
        for (int i = BtfLayout.vlen(info); i > 0; i--, at += MEMBER_BYTES) {
            int name = types.int32(at);
            int where = types.int32(at + 8);
            int memberType = types.int32(at + 4);
            long offset = outerBits + (bitfields ? where & 0xff_ffff : Integer.toUnsignedLong(where));
            if (nesting > MAX_NESTING || ++visited > MAX_MEMBERS) {
                throw new BtfException("anonymous structs are nested without end");
            }
            if (name == 0) {
                if (enter(btf.resolve(memberType), wanted, nesting + 1, offset)) {
                    return true;
                }
            } else if (types.stringEquals(name, wanted)) {
                typeId = memberType;
                bitOffset = offset;
                bitfieldBits = bitfields ? where >>> 24 : 0;
                return true;
            }
        }
        return false;
    }

    private void enterElement(int index, MemberPath path) {
        if (!(btf.type(btf.resolve(typeId)) instanceof BtfType.Array array)) {
            throw new BtfException(path + ": what is indexed is no array but " + btf.describe(typeId));
        }
        if (array.length() != 0 && Integer.compareUnsigned(index, array.length()) >= 0) {
            throw new BtfException(path + ": index " + index + " is outside an array of " + array.length());
        }
        typeId = array.elementTypeId();
        bitOffset += Integer.toUnsignedLong(index) * btf.sizeOf(typeId) * 8;
    }

    private MemberLocation location(MemberPath path) {
        if (bitOffset >>> 3 > Integer.MAX_VALUE) {
            throw new BtfException(path + " lies 2 GiB or more into its struct");
        }
        int bytes = btf.sizeOf(typeId);
        int resolved = btf.resolve(typeId);
        if (bitfieldBits == 0 && btf.kind(resolved) == BtfKind.INT) {
            BtfTypes types = btf.types().owner(resolved);
            int word = types.int32(types.parts(resolved));
            int bits = BtfLayout.intBits(word);
            if (bits != 0 && bits != bytes * 8) {
                bitOffset += BtfLayout.intBitOffset(word);
                bitfieldBits = bits;
            }
        }
        if (bitfieldBits == 0) {
            int access = bytes == 1 || bytes == 2 || bytes == 4 || bytes == 8 ? bytes : 0;
            return new MemberLocation(bitOffset, bytes * 8L, typeId, false, access);
        }
        return new MemberLocation(bitOffset, bitfieldBits, typeId, true, bitfieldAccess(bytes));
    }

    /** The smallest naturally aligned load, no smaller than the declared type, that covers the bits; 0 if none does. */
    private int bitfieldAccess(int declaredBytes) {
        for (int bytes = Integer.highestOneBit(Math.max(1, declaredBytes)); bytes <= 8; bytes *= 2) {
            if (bitOffset % (bytes * 8L) + bitfieldBits <= bytes * 8L) {
                return bytes;
            }
        }
        return 0;
    }
}
