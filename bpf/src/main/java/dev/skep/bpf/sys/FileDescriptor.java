package dev.skep.bpf.sys;

import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.util.concurrent.atomic.AtomicInteger;

/** An open file descriptor with exactly one owner, who closes it. Closing twice does nothing. */
public final class FileDescriptor implements AutoCloseable {
    private static final int F_DUPFD_CLOEXEC = 1030;
    private static final int CLOSED = -1;

    private final AtomicInteger number;

    private FileDescriptor(int number) {
        this.number = new AtomicInteger(number);
    }

    /** Takes ownership of an open descriptor. */
    public static FileDescriptor own(long number) {
        if (number < 0 || number > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(number + " is not a file descriptor");
        }
        return new FileDescriptor((int) number);
    }

    /**
     * Takes ownership of the descriptor that a call answered.
     *
     * @throws SyscallException if the call failed
     */
    public static FileDescriptor own(long result, String call, String object) {
        return own(Syscall.check(result, call, object));
    }

    /**
     * The number, for a system call.
     *
     * @throws IllegalStateException if it is closed
     */
    public int number() {
        int open = number.get();
        if (open == CLOSED) {
            throw new IllegalStateException("file descriptor is closed");
        }
        return open;
    }

    /** Whether it has not been closed or released. */
    public boolean isOpen() {
        return number.get() != CLOSED;
    }

    /** A second descriptor of the same open file, close-on-exec, with an owner of its own. */
    public FileDescriptor duplicate() {
        return own(Syscall.call(SyscallNumber.FCNTL, number(), F_DUPFD_CLOEXEC, 0), "fcntl(F_DUPFD_CLOEXEC)", "fd");
    }

    /**
     * Reads up to the segment's size.
     *
     * @return bytes read, 0 at the end, or {@code -errno}
     */
    public long read(MemorySegment into) {
        try {
            return Syscall.call(SyscallNumber.READ, number(), into.address(), into.byteSize());
        } finally {
            Reference.reachabilityFence(into);
        }
    }

    /**
     * Writes the segment.
     *
     * @return bytes written or {@code -errno}
     */
    public long write(MemorySegment from) {
        try {
            return Syscall.call(SyscallNumber.WRITE, number(), from.address(), from.byteSize());
        } finally {
            Reference.reachabilityFence(from);
        }
    }

    /** Performs {@code ioctl(2)}; answers its result or {@code -errno}. */
    public long ioctl(long request, long argument) {
        return Syscall.call(SyscallNumber.IOCTL, number(), request, argument);
    }

    /** Gives up ownership without closing; the caller owns the number from now on. */
    public int release() {
        int open = number.getAndSet(CLOSED);
        if (open == CLOSED) {
            throw new IllegalStateException("file descriptor is closed");
        }
        return open;
    }

    @Override
    public void close() {
        int open = number.getAndSet(CLOSED);
        if (open != CLOSED) {
            Syscall.call(SyscallNumber.CLOSE, open);
        }
    }

    @Override
    public String toString() {
        int open = number.get();
        return open == CLOSED ? "fd closed" : "fd " + open;
    }
}
