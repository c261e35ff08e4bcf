package dev.skep.bpf.link;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.skep.bpf.sys.Errno;
import dev.skep.bpf.sys.FileDescriptor;
import dev.skep.bpf.sys.Syscall;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Objects;

/** Reads a descriptor that the Java library has no stream for. One thread at a time. */
final class DescriptorInputStream extends InputStream {
    private static final int BUFFER_BYTES = 64 * 1024;

    private final FileDescriptor fd;
    private final String object;
    private final MemorySegment buffer = Arena.ofAuto().allocate(BUFFER_BYTES, 8);
    private int position;
    private int limit;

    DescriptorInputStream(FileDescriptor fd, String object) {
        this.fd = fd;
        this.object = object;
    }

    @Override
    public int read() throws IOException {
        return fill() ? Byte.toUnsignedInt(buffer.get(JAVA_BYTE, position++)) : -1;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, into.length);
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int count = Math.min(length, limit - position);
        MemorySegment.copy(buffer, JAVA_BYTE, position, into, offset, count);
        position += count;
        return count;
    }

    private boolean fill() throws IOException {
        if (position < limit) {
            return true;
        }
        long result;
        do {
            // An iterator's program may find nothing in one of the kernel's steps: that is EAGAIN, not the end.
            result = fd.read(buffer);
        } while (result == -Errno.EAGAIN.number() || result == -Errno.EINTR.number());
        if (Syscall.failed(result)) {
            Errno errno = Errno.ofResult(result);
            throw new IOException("read of " + object + ": " + errno + " (" + errno.text() + ")");
        }
        position = 0;
        limit = (int) result;
        return limit > 0;
    }

    @Override
    public void close() {
        fd.close();
    }
}
