package dev.skep.compiler.lang;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * What stands for the kernel while a kernel program runs on the JVM: it answers {@link Bpf}, {@link Mem} and {@link Ksyms}.
 * Programs never see it. Without a choice it is the JVM's own process: its clock, ids and name, and no kernel memory;
 * {@code dev.skep.compiler.jvm.JvmMachine} is one whose every answer can be set.
 */
public interface Machine {
    /** The machine of the running code. */
    static Machine current() {
        return HostMachine.SCOPE.orElse(HostMachine.INSTANCE);
    }

    /** Runs code with a machine as the {@linkplain #current() current} one; other threads are not affected. */
    static <T> T call(Machine machine, Callable<T> body) throws Exception {
        return ScopedValue.where(HostMachine.SCOPE, machine).call(body::call);
    }

    /** Empties all maps of this JVM that are in memory: arrays to zeros, losses forgotten. */
    static void reset() {
        MemoryMap.resetAll();
    }

    /** Nanoseconds of {@code CLOCK_MONOTONIC}. */
    long ktimeNanos();

    /** Nanoseconds of {@code CLOCK_BOOTTIME}. */
    long boottimeNanos();

    /** {@code tgid << 32 | tid}. */
    long pidTgid();

    /** {@code gid << 32 | uid}. */
    long uidGid();

    /** Writes the task's name, NUL-padded. */
    void comm(byte[] destination);

    /** The current task. @throws UnsupportedOperationException if the machine has none of this class */
    <T> T currentTask(Class<T> kernelClass);

    /** Id of the task's cgroup. */
    long cgroupId();

    /** Id of the ancestor of the task's cgroup at a depth, 0 if there is none. */
    long ancestorCgroupId(int level);

    /** Number of the CPU, from 0. */
    int cpu();

    /** A pseudo-random number. */
    int random();

    /** The attach cookie, 0 if none was given. */
    long cookie(Object context);

    /** Address of the traced function, 0 if unknown. */
    long functionIp(Object context);

    /** Sends a signal to the current process; 0 or a negative errno. */
    int sendSignal(int signal);

    /** Leaves the program for another; returns only if the array has none at the index. */
    void tailCall(Object context, ProgArray programs, int index);

    /** Prints a line of debugging output. */
    void printk(String constantFormat, long... arguments);

    /** Id of the current stack, or a negative errno. */
    int stackId(Object context, StackTraces stacks, long flags);

    /** Writes the current stack's addresses; bytes written or a negative errno. */
    int stack(Object context, long[] destination, long flags);

    /** Notes where the packet shall go; the verdict. */
    int redirect(int ifindex, long flags);

    /** The socket's cookie, 0 if it has none. */
    long socketCookie(Object socketOrContext);

    /** The socket behind an open file, or null. */
    <T> @Nullable T socketOf(Object file, Class<T> socketClass);

    /** The TCP part of a socket, or null. */
    <T> @Nullable T tcpSock(Object sock, Class<T> tcpSockClass);

    /** Copies kernel memory, or zeros where it cannot be read; 0 or a negative errno. */
    int readKernel(byte[] destination, int offset, long address, int length);

    /** Copies a NUL-terminated kernel string of at most {@code length} bytes; its length with the NUL, or a negative errno. */
    int readKernelString(byte[] destination, int offset, long address, int length);

    /** Copies user memory, or zeros where it cannot be read; 0 or a negative errno. */
    int readUser(byte[] destination, int offset, long address, int length);

    /** Copies a NUL-terminated user string of at most {@code length} bytes; its length with the NUL, or a negative errno. */
    int readUserString(byte[] destination, int offset, long address, int length);

    /** A number of 1, 2, 4 or 8 bytes in kernel memory, zero-extended; 0 where it cannot be read. */
    long readKernelNumber(long address, int bytes);

    /** A number of 1, 2, 4 or 8 bytes in user memory, zero-extended; 0 where it cannot be read. */
    long readUserNumber(long address, int bytes);

    /** Whether the kernel's structure has the field. */
    boolean fieldExists(Class<?> kernelClass, String field);

    /** Whether the kernel has a type of this name. */
    boolean typeExists(String name);

    /** Value of an enumerator. @throws UnsupportedOperationException if the machine does not know it */
    long enumerator(String enumName, String constant);

    /** Bytes of a kernel structure. @throws UnsupportedOperationException if the machine does not know it */
    int sizeOf(Class<?> kernelClass);

    /** The structure at an address. @throws UnsupportedOperationException if the machine has none there */
    <T> T cast(long address, Class<T> kernelClass);

    /** Address of a kernel structure, 0 for null. */
    long address(@Nullable Object kernelObject);
}
