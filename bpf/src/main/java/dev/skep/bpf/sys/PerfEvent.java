package dev.skep.bpf.sys;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemorySegment;

/** The {@code perf_event_open(2)} system call. */
public final class PerfEvent {
    /** Every process, for {@code pid}; every CPU, for {@code cpu}. */
    public static final int ANY = -1;

    private static final long PERF_FLAG_FD_CLOEXEC = 1 << 3;

    private PerfEvent() {}

    /**
     * Opens an event.
     *
     * @param attr   a {@code struct perf_event_attr} laid out by {@link PerfEventAttr}; its size field is set here
     * @param pid    the thread to measure, 0 for the caller, {@link #ANY} for all
     * @param cpu    the CPU to measure on, {@link #ANY} for all
     * @param object what it is, for the message of a failure
     * @throws SyscallException if the kernel refuses
     */
    public static FileDescriptor open(MemorySegment attr, int pid, int cpu, String object) {
        attr.set(JAVA_INT, PerfEventAttr.SIZE, (int) attr.byteSize());
        long result = Syscall.call(SyscallNumber.PERF_EVENT_OPEN, attr.address(), pid, cpu, -1, PERF_FLAG_FD_CLOEXEC);
        return FileDescriptor.own(result, "perf_event_open", object);
    }
}
