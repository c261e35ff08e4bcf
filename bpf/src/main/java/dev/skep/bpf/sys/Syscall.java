package dev.skep.bpf.sys;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * Every system call of this library goes through one foreign function of one shape: {@code long syscall(long × 7)}.
 * One shape costs one set of hidden classes at start-up; pointers travel as addresses, so whoever passes one keeps its
 * segment reachable until the call returns (a {@link Scratch} block does).
 *
 * <p>A call answers its result, or the negated error number: nothing is allocated or thrown here.
 */
public final class Syscall {
    private static final StructLayout CAPTURE = Linker.Option.captureStateLayout();
    private static final long ERRNO_OFFSET = CAPTURE.byteOffset(MemoryLayout.PathElement.groupElement("errno"));
    private static final MethodHandle SYSCALL = link();

    private Syscall() {}

    /** Bytes that the captured call state takes in each thread's {@link Scratch}. */
    static long captureBytes() {
        return CAPTURE.byteSize();
    }

    @SuppressWarnings("restricted")
    private static MethodHandle link() {
        Linker linker = Linker.nativeLinker();
        MemorySegment address = linker.defaultLookup().findOrThrow("syscall");
        FunctionDescriptor shape = FunctionDescriptor.of(
                JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);
        return linker.downcallHandle(address, shape, Linker.Option.captureCallState("errno"));
    }

    /** Performs a system call; answers its result, or {@code -errno} if it failed. */
    public static long call(long number, long a, long b, long c, long d, long e, long f) {
        MemorySegment capture = Scratch.callState();
        long result;
        try {
            result = (long) SYSCALL.invokeExact(capture, number, a, b, c, d, e, f);
        } catch (Throwable impossible) {
            throw new AssertionError("syscall(2) threw", impossible);
        }
        return result == -1 ? -capture.get(ValueLayout.JAVA_INT, ERRNO_OFFSET) : result;
    }

    /** {@link #call(long, long, long, long, long, long, long)} with trailing zeros. */
    public static long call(long number) {
        return call(number, 0, 0, 0, 0, 0, 0);
    }

    /** {@link #call(long, long, long, long, long, long, long)} with trailing zeros. */
    public static long call(long number, long a) {
        return call(number, a, 0, 0, 0, 0, 0);
    }

    /** {@link #call(long, long, long, long, long, long, long)} with trailing zeros. */
    public static long call(long number, long a, long b) {
        return call(number, a, b, 0, 0, 0, 0);
    }

    /** {@link #call(long, long, long, long, long, long, long)} with trailing zeros. */
    public static long call(long number, long a, long b, long c) {
        return call(number, a, b, c, 0, 0, 0);
    }

    /** {@link #call(long, long, long, long, long, long, long)} with trailing zeros. */
    public static long call(long number, long a, long b, long c, long d) {
        return call(number, a, b, c, d, 0, 0);
    }

    /** {@link #call(long, long, long, long, long, long, long)} with trailing zeros. */
    public static long call(long number, long a, long b, long c, long d, long e) {
        return call(number, a, b, c, d, e, 0);
    }

    /** Whether a result of {@code call} means failure (no call returns values in the last page on success). */
    public static boolean failed(long result) {
        return result < 0 && result >= -4095;
    }

    /**
     * Answers {@code result} unless it means failure.
     *
     * @param call   what was called, {@code "perf_event_open"}
     * @param object what it was about, {@code "cpu-clock on CPU 3"}
     * @throws SyscallException if the call failed
     */
    public static long check(long result, String call, String object) {
        if (failed(result)) {
            throw new SyscallException(call, object, Errno.ofResult(result));
        }
        return result;
    }
}
