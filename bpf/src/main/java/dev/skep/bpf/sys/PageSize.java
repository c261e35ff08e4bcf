package dev.skep.bpf.sys;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/** The size of this machine's memory pages: 4 KiB on x86-64, up to 64 KiB on arm64. */
public final class PageSize {
    private static final int AT_PAGESZ = 6;

    private PageSize() {}

    /** Bytes in a page. */
    public static long bytes() {
        return Read.BYTES;
    }

    /** {@code length} rounded up to whole pages. */
    public static long roundUp(long length) {
        return (length + Read.BYTES - 1) & -Read.BYTES;
    }

    /** Finds the page size in an auxiliary vector ({@code /proc/self/auxv}, pairs of native words). */
    static long parse(byte[] auxiliaryVector) {
        ByteBuffer vector = ByteBuffer.wrap(auxiliaryVector).order(ByteOrder.nativeOrder());
        while (vector.remaining() >= 16) {
            long key = vector.getLong();
            long value = vector.getLong();
            if (key == AT_PAGESZ) {
                return value;
            }
        }
        throw new IllegalStateException("the auxiliary vector names no page size");
    }

    private static final class Read {
        static final long BYTES = read();

        private static long read() {
            try {
                return parse(Files.readAllBytes(Path.of("/proc/self/auxv")));
            } catch (IOException unreadable) {
                throw new UncheckedIOException("cannot read /proc/self/auxv", unreadable);
            }
        }
    }
}
