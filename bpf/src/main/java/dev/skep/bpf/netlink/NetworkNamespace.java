package dev.skep.bpf.netlink;

import dev.skep.bpf.sys.FileDescriptor;
import dev.skep.bpf.sys.Scratch;
import dev.skep.bpf.sys.Syscall;
import dev.skep.bpf.sys.SyscallNumber;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * A network namespace, held by a descriptor: it lives as long as a descriptor, a process or a mount keeps it.
 *
 * <p>A network namespace belongs to a thread. What runs {@linkplain #call inside} does so on a thread made for it, which
 * ends with it, so that no other code finds itself in a foreign namespace. Sockets stay in the namespace that they were
 * opened in, whoever uses them later.
 */
public final class NetworkNamespace implements AutoCloseable {
    private static final int CLONE_NEWNET = 0x40000000;
    private static final int AT_FDCWD = -100;
    private static final int O_RDONLY_CLOEXEC = 0x80000;
    private static final String OF_THREAD = "/proc/thread-self/ns/net";

    private final FileDescriptor fd;

    private NetworkNamespace(FileDescriptor fd) {
        this.fd = fd;
    }

    /** Makes a new namespace with nothing but a loopback interface that is down. Needs CAP_SYS_ADMIN. */
    public static NetworkNamespace create() {
        return onOwnThread("skep-netns-create", () -> {
            Syscall.check(Syscall.call(SyscallNumber.UNSHARE, CLONE_NEWNET), "unshare", "network namespace");
            return open(Path.of(OF_THREAD));
        });
    }

    /** The calling thread's namespace. */
    public static NetworkNamespace current() {
        return open(Path.of(OF_THREAD));
    }

    /** A process's namespace. */
    public static NetworkNamespace ofProcess(long pid) {
        return open(Path.of("/proc/" + pid + "/ns/net"));
    }

    /** The namespace that a file stands for: {@code /run/netns/blue}, {@code /proc/1/ns/net}. */
    public static NetworkNamespace open(Path file) {
        try (Scratch scratch = Scratch.open()) {
            return new NetworkNamespace(FileDescriptor.own(
                    Syscall.call(
                            SyscallNumber.OPENAT,
                            AT_FDCWD,
                            scratch.allocateFrom(file.toString()).address(),
                            O_RDONLY_CLOEXEC),
                    "openat",
                    file.toString()));
        }
    }

    /** The descriptor, still owned by this. */
    public FileDescriptor fd() {
        return fd;
    }

    /** The number by which {@code /proc/PID/ns/net} names it. */
    public long inode() {
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + fd.number()))
                    .toString();
            return Long.parseLong(target.substring(target.indexOf('[') + 1, target.indexOf(']')));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot tell the inode of a network namespace", e);
        }
    }

    /**
     * Runs a task on a thread inside the namespace and answers its result. Interrupting the caller interrupts the task.
     *
     * @throws RuntimeException what the task threw; checked exceptions arrive wrapped in an IllegalStateException
     */
    public <T> T call(Callable<T> task) {
        return onOwnThread("skep-netns-" + fd.number(), () -> {
            Syscall.check(Syscall.call(SyscallNumber.SETNS, fd.number(), CLONE_NEWNET), "setns", "network namespace");
            return task.call();
        });
    }

    /** Runs a task that may throw on a thread inside the namespace. */
    public void run(Task task) {
        call(() -> {
            task.run();
            return true;
        });
    }

    /** Work that may throw. */
    @FunctionalInterface
    public interface Task {
        /** Does it. */
        void run() throws Exception;
    }

    private static <T> T onOwnThread(String name, Callable<T> task) {
        FutureTask<T> future = new FutureTask<>(task);
        Thread thread = Thread.ofPlatform().name(name).daemon().start(future);
        try {
            T result = future.get();
            thread.join();
            return result;
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a task ran in a network namespace", e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof RuntimeException unchecked) {
                throw unchecked;
            }
            if (cause instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException("a task in a network namespace failed", cause);
        }
    }

    @Override
    public void close() {
        fd.close();
    }
}
