package dev.skep.bpf.sys;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;

/** An {@code eventfd(2)}: lets any thread wake one that waits in {@link Epoll}. */
public final class EventFd implements AutoCloseable {
    private static final int EFD_CLOEXEC_NONBLOCK = 0x80000 | 0x800;

    private final FileDescriptor fd;

    private EventFd(FileDescriptor fd) {
        this.fd = fd;
    }

    /** A new counter at zero, close-on-exec, not blocking. */
    public static EventFd create() {
        long result = Syscall.call(SyscallNumber.EVENTFD2, 0, EFD_CLOEXEC_NONBLOCK);
        return new EventFd(FileDescriptor.own(result, "eventfd2", ""));
    }

    /** The descriptor to watch; it stays owned by this object. */
    public FileDescriptor fd() {
        return fd;
    }

    /** Makes the descriptor readable until {@link #drain()}. */
    public void signal() {
        try (Scratch scratch = Scratch.open()) {
            MemorySegment one = scratch.allocate(8, 8);
            one.set(JAVA_LONG, 0, 1);
            // EAGAIN means that the counter is at its maximum: it is readable already.
            fd.write(one);
        }
    }

    /** Answers how often it was signalled since the last drain and starts again at zero. */
    public long drain() {
        try (Scratch scratch = Scratch.open()) {
            MemorySegment count = scratch.allocate(8, 8);
            return fd.read(count) == 8 ? count.get(JAVA_LONG, 0) : 0;
        }
    }

    @Override
    public void close() {
        fd.close();
    }
}
