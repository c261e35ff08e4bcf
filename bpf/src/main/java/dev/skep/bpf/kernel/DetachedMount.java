package dev.skep.bpf.kernel;

import dev.skep.bpf.sys.FileDescriptor;
import dev.skep.bpf.sys.Scratch;
import dev.skep.bpf.sys.Syscall;
import dev.skep.bpf.sys.SyscallNumber;
import java.nio.file.Path;

/**
 * A kernel file system that is mounted for this process alone ({@code fsopen}, {@code fsmount}): no path leads to it but
 * {@code /proc/self/fd}, and it is gone with its descriptor. Needs CAP_SYS_ADMIN.
 */
public final class DetachedMount implements AutoCloseable {
    private static final int FSOPEN_CLOEXEC = 1;
    private static final int FSMOUNT_CLOEXEC = 1;
    private static final int FSCONFIG_CMD_CREATE = 6;

    private final FileDescriptor fd;

    private DetachedMount(FileDescriptor fd) {
        this.fd = fd;
    }

    /**
     * Mounts a file system: {@code "tracefs"}, {@code "bpf"}.
     *
     * @throws dev.skep.bpf.sys.SyscallException if the kernel has none of that name or refuses
     */
    public static DetachedMount of(String type) {
        try (Scratch scratch = Scratch.open();
                FileDescriptor context = FileDescriptor.own(
                        Syscall.call(
                                SyscallNumber.FSOPEN, scratch.allocateFrom(type).address(), FSOPEN_CLOEXEC),
                        "fsopen",
                        type)) {
            Syscall.check(
                    Syscall.call(SyscallNumber.FSCONFIG, context.number(), FSCONFIG_CMD_CREATE, 0, 0, 0),
                    "fsconfig",
                    type);
            return new DetachedMount(FileDescriptor.own(
                    Syscall.call(SyscallNumber.FSMOUNT, context.number(), FSMOUNT_CLOEXEC, 0), "fsmount", type));
        }
    }

    /** Its top directory, as this process sees it. */
    public Path root() {
        return Path.of("/proc/self/fd/" + fd.number());
    }

    @Override
    public void close() {
        fd.close();
    }
}
