package dev.skep.bpf.btf;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The raw bytes of one BTF blob and the place of each type in them: the only class that reads them. Ids and string
 * offsets below {@link #firstId} and {@link #firstString} belong to the base that a module's BTF was split from.
 *
 * <p>The whole cost of opening is one pass over the type section that fills the offset table. The pass is cut into small
 * blocks so that a cold JVM compiles the block after a few thousand types instead of walking all of the kernel's
 * 126,000 in the interpreter. It also lists the types that describe data, one in nine, for the name index.
 */
final class BtfTypes {
    private static final int BLOCK = 16;
    private static final int FUNCTION = BtfKind.FUNC.number();
    private static final int LAST_KIND = BtfKind.ENUM64.number();

    /** The kinds that {@link #dataIds} lists, one bit each. */
    private static final int INDEXED_KINDS = 1 << BtfKind.INT.number()
            | 1 << BtfKind.STRUCT.number()
            | 1 << BtfKind.UNION.number()
            | 1 << BtfKind.ENUM.number()
            | 1 << BtfKind.FWD.number()
            | 1 << BtfKind.TYPEDEF.number()
            | 1 << BtfKind.FLOAT.number()
            | 1 << BtfKind.ENUM64.number();

    private final byte[] data;
    private final int typesEnd;
    private final int stringsAt;
    private final int stringsEnd;
    private int[] offsets;
    private int count;
    private int[] dataIds = new int[64];
    private int dataCount;

    final @Nullable BtfTypes base;
    final int firstId;
    final int firstString;

    BtfTypes(byte[] data, @Nullable BtfTypes base) {
        this.data = data;
        this.base = base;
        this.firstId = base == null ? 1 : base.endId();
        this.firstString = base == null ? 0 : base.endString();
        int header = checkHeader();
        int typesAt = section(header, BtfLayout.TYPE_OFFSET, BtfLayout.TYPE_LENGTH);
        this.typesEnd = typesAt + int32(BtfLayout.TYPE_LENGTH);
        this.stringsAt = section(header, BtfLayout.STRING_OFFSET, BtfLayout.STRING_LENGTH);
        this.stringsEnd = stringsAt + int32(BtfLayout.STRING_LENGTH);
        checkStrings();
        this.offsets = new int[Math.max(16, (typesEnd - typesAt) / 24)];
        int position = typesAt;
        while (position < typesEnd) {
            position = scanBlock(position);
        }
        this.offsets = Arrays.copyOf(offsets, count);
        this.dataIds = Arrays.copyOf(dataIds, dataCount);
    }

    // --- Opening ------------------------------------------------------------------------------------------------

    private int checkHeader() {
        if (data.length < BtfLayout.HEADER_BYTES) {
            throw new BtfException(data.length, "the header is cut off");
        }
        int magic = (data[0] & 0xff) | (data[1] & 0xff) << 8;
        if (magic != BtfLayout.MAGIC) {
            throw new BtfException(
                    0, magic == 0x9feb ? "written on a big-endian machine" : "not BTF: the magic number is missing");
        }
        if (data[2] != 1) {
            throw new BtfException(2, "version " + data[2] + " is unknown");
        }
        int length = int32(BtfLayout.HEADER_LENGTH);
        if (length < BtfLayout.HEADER_BYTES || length > data.length) {
            throw new BtfException(BtfLayout.HEADER_LENGTH, "a header of " + length + " bytes");
        }
        return length;
    }

    private int section(int header, int offsetField, int lengthField) {
        long start = (long) header + Integer.toUnsignedLong(int32(offsetField));
        long end = start + Integer.toUnsignedLong(int32(lengthField));
        if (end > data.length) {
            throw new BtfException(offsetField, "a section ends at byte " + end + " of " + data.length);
        }
        return (int) start;
    }

    private void checkStrings() {
        if (stringsAt == stringsEnd && base != null) {
            return;
        }
        boolean bounded = stringsAt < stringsEnd && data[stringsEnd - 1] == 0;
        if (!bounded || (base == null && data[stringsAt] != 0)) {
            throw new BtfException(stringsAt, "the strings do not start and end with a zero byte");
        }
    }

    /** Records where up to {@link #BLOCK} types start; gives the position after them. */
    private int scanBlock(int start) {
        byte[] d = data;
        int position = start;
        for (int i = 0; i < BLOCK && position < typesEnd; i++) {
            if (typesEnd - position < BtfLayout.TYPE_BYTES) {
                throw new BtfException(position, "the last type is cut off");
            }
            int kind = d[position + 7] & 31;
            if (kind == 0 || kind > LAST_KIND) {
                throw new BtfException(position, "a type of the unknown kind " + kind);
            }
            if (count == offsets.length) {
                offsets = Arrays.copyOf(offsets, count + count / 2);
            }
            offsets[count++] = position;
            if ((INDEXED_KINDS >>> kind & 1) != 0) {
                remember(firstId + count - 1);
            }
            int bytes = BtfLayout.TYPE_BYTES + BtfLayout.FIXED_BYTES[kind];
            if (BtfLayout.PART_BYTES[kind] != 0) {
                int vlen = (d[position + 4] & 0xff) | (d[position + 5] & 0xff) << 8;
                bytes += BtfLayout.PART_BYTES[kind] * vlen;
            }
            if (bytes > typesEnd - position) {
                throw new BtfException(position, "the type is cut off");
            }
            position += bytes;
        }
        return position;
    }

    private void remember(int id) {
        if (dataCount == dataIds.length) {
            dataIds = Arrays.copyOf(dataIds, dataCount * 2);
        }
        dataIds[dataCount++] = id;
    }

    // --- Types --------------------------------------------------------------------------------------------------

    /** The id after the last. */
    int endId() {
        return firstId + count;
    }

    /** The string offset after the last. */
    int endString() {
        return firstString + stringsEnd - stringsAt;
    }

    /** Ids of the types that describe data and can have a name, in ascending order. */
    int[] dataIds() {
        return dataIds;
    }

    /** Ids of all functions, in ascending order. */
    int[] functionIds() {
        int[] ids = new int[count];
        int found = 0;
        for (int start = 0; start < count; start += BLOCK) {
            found = collectFunctions(ids, found, start);
        }
        return Arrays.copyOf(ids, found);
    }

    private int collectFunctions(int[] ids, int found, int start) {
        int end = Math.min(start + BLOCK, count);
        int next = found;
        for (int i = start; i < end; i++) {
            if ((data[offsets[i] + 7] & 31) == FUNCTION) {
                ids[next++] = firstId + i;
            }
        }
        return next;
    }

    /** The blob that holds a type: this one or its base. */
    BtfTypes owner(int id) {
        BtfTypes types = this;
        while (id < types.firstId && types.base != null) {
            types = types.base;
        }
        return types;
    }

    /** Where the record of one of this blob's own types starts. */
    int position(int id) {
        int index = id - firstId;
        if (index < 0 || index >= count) {
            throw new BtfException("there is no type " + id + ": ids go from 0 to " + (endId() - 1));
        }
        return offsets[index];
    }

    int info(int id) {
        return int32(position(id) + BtfLayout.INFO);
    }

    int kindNumber(int id) {
        return BtfLayout.kind(info(id));
    }

    int nameOffset(int id) {
        return int32(position(id) + BtfLayout.NAME);
    }

    int sizeOrType(int id) {
        return int32(position(id) + BtfLayout.SIZE_OR_TYPE);
    }

    /** Where what follows a type's common header starts. */
    int parts(int id) {
        return position(id) + BtfLayout.TYPE_BYTES;
    }

    int int32(int position) {
        byte[] d = data;
        return (d[position] & 0xff)
                | (d[position + 1] & 0xff) << 8
                | (d[position + 2] & 0xff) << 16
                | d[position + 3] << 24;
    }

    // --- Strings ------------------------------------------------------------------------------------------------

    String string(int offset) {
        if (base != null && Integer.compareUnsigned(offset, firstString) < 0) {
            return base.string(offset);
        }
        int start = stringPosition(offset);
        int end = start;
        while (data[end] != 0) {
            end++;
        }
        return end == start ? "" : new String(data, start, end - start, StandardCharsets.UTF_8);
    }

    boolean stringEquals(int offset, byte[] wanted) {
        if (base != null && Integer.compareUnsigned(offset, firstString) < 0) {
            return base.stringEquals(offset, wanted);
        }
        int start = stringPosition(offset);
        if (wanted.length >= stringsEnd - start) {
            return false;
        }
        for (int i = 0; i < wanted.length; i++) {
            if (data[start + i] != wanted[i]) {
                return false;
            }
        }
        return data[start + wanted.length] == 0;
    }

    /** The hash of a string, as {@link #hash(byte[])} computes it; 0 for the empty string. */
    int stringHash(int offset) {
        if (base != null && Integer.compareUnsigned(offset, firstString) < 0) {
            return base.stringHash(offset);
        }
        byte[] d = data;
        int hash = 0;
        for (int i = stringPosition(offset); d[i] != 0; i++) {
            hash = 31 * hash + d[i];
        }
        return hash;
    }

    static int hash(byte[] name) {
        int hash = 0;
        for (byte b : name) {
            hash = 31 * hash + b;
        }
        return hash;
    }

    private int stringPosition(int offset) {
        int relative = offset - firstString;
        if (relative < 0 || relative >= stringsEnd - stringsAt) {
            throw new BtfException("a name at string offset " + Integer.toUnsignedString(offset) + " is outside");
        }
        return stringsAt + relative;
    }
}
