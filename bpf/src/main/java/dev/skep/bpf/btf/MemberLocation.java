package dev.skep.bpf.btf;

/**
 * Where something is inside a struct, from the start of the outermost one.
 *
 * <p>A bitfield is read by loading {@link #accessBytes()} bytes at {@link #accessOffset()} into 64 bits (little endian),
 * shifting left by {@link #shiftLeft()} and then right by {@link #shiftRight()}, arithmetically where the type is signed.
 *
 * @param bitOffset   first bit
 * @param bitSize     width in bits: of a bitfield its own, else eight times the type's size; 0 for a flexible array
 * @param typeId      the declared type, qualifiers and typedefs included
 * @param bitfield    whether it is a bitfield
 * @param accessBytes bytes of one load that covers it: 1, 2, 4 or 8; 0 where no single load does
 */
public record MemberLocation(long bitOffset, long bitSize, int typeId, boolean bitfield, int accessBytes) {
    /** The first byte; of a bitfield, the byte that holds its first bit. */
    public int byteOffset() {
        return (int) (bitOffset >>> 3);
    }

    /** Bytes from the first to the last, rounded up. */
    public int byteSize() {
        return (int) (((bitOffset & 7) + bitSize + 7) >>> 3);
    }

    /** Where the load of {@link #accessBytes()} starts: naturally aligned for a bitfield. */
    public int accessOffset() {
        return bitfield && accessBytes != 0 ? byteOffset() / accessBytes * accessBytes : byteOffset();
    }

    /** How far the loaded bitfield is shifted left in 64 bits, to lose what lies above it. */
    public int shiftLeft() {
        return (int) (64 - (bitOffset - 8L * accessOffset()) - bitSize);
    }

    /** How far it is shifted right then, to its place. */
    public int shiftRight() {
        return (int) (64 - bitSize);
    }
}
