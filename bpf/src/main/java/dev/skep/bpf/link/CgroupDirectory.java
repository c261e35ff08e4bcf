package dev.skep.bpf.link;

import dev.skep.bpf.sys.FileDescriptor;
import dev.skep.bpf.sys.Scratch;
import dev.skep.bpf.sys.Syscall;
import dev.skep.bpf.sys.SyscallNumber;
import java.nio.file.Path;

/** A cgroup's directory as a descriptor, which is how the kernel is told of it. */
record CgroupDirectory(FileDescriptor fd) implements AutoCloseable {
    private static final int AT_FDCWD = -100;
    private static final int O_RDONLY_CLOEXEC = 0x80000;

    static CgroupDirectory open(Path cgroup) {
        try (Scratch scratch = Scratch.open()) {
            long result = Syscall.call(
                    SyscallNumber.OPENAT,
                    AT_FDCWD,
                    scratch.allocateFrom(cgroup.toString()).address(),
                    O_RDONLY_CLOEXEC);
            return new CgroupDirectory(FileDescriptor.own(result, "openat", "cgroup " + cgroup));
        }
    }

    int number() {
        return fd.number();
    }

    @Override
    public void close() {
        fd.close();
    }
}
