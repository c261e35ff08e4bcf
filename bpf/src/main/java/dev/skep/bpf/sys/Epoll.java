package dev.skep.bpf.sys;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** An {@code epoll(7)} instance for one waiting thread; waiting does not allocate. */
public final class Epoll implements AutoCloseable {
    /** {@code EPOLLIN}. */
    public static final int IN = 1;

    /** {@code EPOLLIN | EPOLLET}: once for each time the kernel wakes its waiters, however much is left to read. */
    public static final int IN_EDGE = 1 | 1 << 31;

    private static final int EPOLL_CLOEXEC = 0x80000;
    private static final int CTL_ADD = 1, CTL_DEL = 2;

    /** {@code struct epoll_event} is packed on x86-64 only. */
    private static final int EVENT_BYTES = SyscallNumber.X86_64 ? 12 : 16;

    private static final int EVENTS_OFFSET = 0;
    private static final int DATA_OFFSET = SyscallNumber.X86_64 ? 4 : 8;

    private final FileDescriptor fd;
    private final int capacity;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment ready;

    private Epoll(FileDescriptor fd, int capacity) {
        this.fd = fd;
        this.capacity = capacity;
        this.ready = arena.allocate((long) EVENT_BYTES * capacity, 8);
    }

    /** An instance that reports at most {@code capacity} events per wait. */
    public static Epoll create(int capacity) {
        return new Epoll(
                FileDescriptor.own(Syscall.call(SyscallNumber.EPOLL_CREATE1, EPOLL_CLOEXEC), "epoll_create1", ""),
                capacity);
    }

    /** Watches a descriptor for {@link #IN} or {@link #IN_EDGE}; {@code token} comes back from {@link #token}. */
    public void add(FileDescriptor watched, int events, long token) {
        try (Scratch scratch = Scratch.open()) {
            MemorySegment event = scratch.allocate(16, 8);
            event.set(JAVA_INT, EVENTS_OFFSET, events);
            event.set(JAVA_LONG_UNALIGNED, DATA_OFFSET, token);
            long result =
                    Syscall.call(SyscallNumber.EPOLL_CTL, fd.number(), CTL_ADD, watched.number(), event.address());
            Syscall.check(result, "epoll_ctl(EPOLL_CTL_ADD)", watched.toString());
        }
    }

    /** Stops watching a descriptor. */
    public void remove(FileDescriptor watched) {
        long result = Syscall.call(SyscallNumber.EPOLL_CTL, fd.number(), CTL_DEL, watched.number(), 0);
        Syscall.check(result, "epoll_ctl(EPOLL_CTL_DEL)", watched.toString());
    }

    /**
     * Waits until something is ready.
     *
     * @param timeoutMillis how long at most; 0 for not at all, −1 for ever
     * @return how many descriptors are ready; 0 after the timeout or a signal
     */
    public int await(int timeoutMillis) {
        long result =
                Syscall.call(SyscallNumber.EPOLL_PWAIT, fd.number(), ready.address(), capacity, timeoutMillis, 0, 0);
        if (result == -Errno.EINTR.number()) {
            return 0;
        }
        return (int) Syscall.check(result, "epoll_pwait", "");
    }

    /** The token of the n-th descriptor that the last {@link #await} found ready. */
    public long token(int n) {
        return ready.get(JAVA_LONG_UNALIGNED, (long) n * EVENT_BYTES + DATA_OFFSET);
    }

    @Override
    public void close() {
        fd.close();
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }
}
