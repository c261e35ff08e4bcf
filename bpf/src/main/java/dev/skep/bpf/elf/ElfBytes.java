package dev.skep.bpf.elf;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** A stretch of the file with checked little-endian reads; positions in messages are those in the file. */
final class ElfBytes {
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final MemorySegment memory;
    private final long start;

    ElfBytes(MemorySegment memory) {
        this(memory, 0);
    }

    private ElfBytes(MemorySegment memory, long start) {
        this.memory = memory;
        this.start = start;
    }

    long size() {
        return memory.byteSize();
    }

    MemorySegment memory() {
        return memory;
    }

    ElfBytes slice(long offset, long size, String what) {
        check(offset, size, what);
        return new ElfBytes(memory.asSlice(offset, size), start + offset);
    }

    int int8(long offset) {
        check(offset, 1, "a byte");
        return memory.get(ValueLayout.JAVA_BYTE, offset) & 0xff;
    }

    int int16(long offset) {
        check(offset, 2, "a number");
        return memory.get(SHORT, offset) & 0xffff;
    }

    int int32(long offset) {
        check(offset, 4, "a number");
        return memory.get(INT, offset);
    }

    long int64(long offset) {
        check(offset, 8, "a number");
        return memory.get(LONG, offset);
    }

    /** The zero-terminated string at an offset. */
    String string(long offset) {
        long length = stringLength(offset);
        byte[] text = new byte[(int) length];
        MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, offset, text, 0, text.length);
        return new String(text, StandardCharsets.UTF_8);
    }

    boolean stringEquals(long offset, byte[] wanted) {
        check(offset, 1, "a string");
        if (wanted.length >= size() - offset) {
            return false;
        }
        for (int i = 0; i < wanted.length; i++) {
            if (memory.get(ValueLayout.JAVA_BYTE, offset + i) != wanted[i]) {
                return false;
            }
        }
        return memory.get(ValueLayout.JAVA_BYTE, offset + wanted.length) == 0;
    }

    private long stringLength(long offset) {
        check(offset, 1, "a string");
        long end = offset;
        while (memory.get(ValueLayout.JAVA_BYTE, end) != 0) {
            if (++end == size() || end - offset == Integer.MAX_VALUE - 8) {
                throw new ElfException(start + offset, "a string without end");
            }
        }
        return end - offset;
    }

    private void check(long offset, long size, String what) {
        if (offset < 0 || size < 0 || offset > size() - size) {
            throw new ElfException(start + offset, what + " of " + size + " bytes leaves the " + size() + " there are");
        }
    }
}
