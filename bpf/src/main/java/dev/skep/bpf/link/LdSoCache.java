package dev.skep.bpf.link;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The dynamic loader's index of shared libraries, {@code /etc/ld.so.cache} (glibc {@code sysdeps/generic/dl-cache.h}).
 *
 * <pre>
 *   0    "glibc-ld.so.cache1.1"       (20 bytes; an old "ld.so-1.7.0" table may stand before it)
 *   20   entries:32  stringBytes:32  flags:8 pad:24  extensions:32  unused:96
 *   48   entries × { flags:32 name:32 path:32 osVersion:32 hwcaps:64 }, offsets from the magic
 * </pre>
 *
 * @param entries the libraries in the file's order, which prefers the better hardware capability
 */
record LdSoCache(List<Entry> entries) {
    private static final byte[] MAGIC = "glibc-ld.so.cache1.1".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] OLD_MAGIC = "ld.so-1.7.0".getBytes(StandardCharsets.US_ASCII);
    private static final int HEADER_BYTES = 48;
    private static final int ENTRY_BYTES = 24;
    private static final int OLD_HEADER_BYTES = 16;
    private static final int OLD_ENTRY_BYTES = 12;

    LdSoCache {
        entries = List.copyOf(entries);
    }

    /**
     * A library.
     *
     * @param flags   its ABI: {@code 0x0303} is x86-64 glibc, {@code 0x0a03} AArch64
     * @param soname  {@code "libc.so.6"}
     * @param path    where it is
     * @param hwcaps  what of the CPU it needs; 0 for nothing
     */
    record Entry(int flags, String soname, String path, long hwcaps) {}

    /**
     * Parses the file.
     *
     * @throws IllegalArgumentException if it is not such a cache or is cut short
     */
    static LdSoCache parse(byte[] file) {
        ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        int base = 0;
        if (startsWith(file, 0, OLD_MAGIC)) {
            int old = in.getInt(12);
            base = (OLD_HEADER_BYTES + Math.multiplyExact(old, OLD_ENTRY_BYTES) + 7) & ~7;
        }
        if (!startsWith(file, base, MAGIC) || file.length - base < HEADER_BYTES) {
            throw new IllegalArgumentException("not a glibc ld.so.cache of format 1.1");
        }
        int count = in.getInt(base + MAGIC.length);
        if (count < 0 || count > (file.length - base - HEADER_BYTES) / ENTRY_BYTES) {
            throw new IllegalArgumentException(
                    "an ld.so.cache of " + file.length + " bytes claims " + count + " entries");
        }
        List<Entry> entries = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int at = base + HEADER_BYTES + i * ENTRY_BYTES;
            entries.add(new Entry(
                    in.getInt(at),
                    string(file, base, in.getInt(at + 4)),
                    string(file, base, in.getInt(at + 8)),
                    in.getLong(at + 16)));
        }
        return new LdSoCache(entries);
    }

    private static boolean startsWith(byte[] file, int offset, byte[] magic) {
        return offset >= 0
                && file.length - offset >= magic.length
                && Arrays.equals(file, offset, offset + magic.length, magic, 0, magic.length);
    }

    private static String string(byte[] file, int base, int offset) {
        int start = base + offset;
        if (offset < 0 || start >= file.length) {
            throw new IllegalArgumentException("an ld.so.cache string at " + offset + " is outside the file");
        }
        int end = start;
        while (end < file.length && file[end] != 0) {
            end++;
        }
        return new String(file, start, end - start, StandardCharsets.UTF_8);
    }
}
