package dev.skep.bpf.sys;

/** Descriptors of processes, {@code pidfd_open(2)}: they name a process even after its pid is reused. */
public final class PidFd {
    private PidFd() {}

    /**
     * Opens a process.
     *
     * @param pid of a thread group leader
     * @throws SyscallException if there is no such process
     */
    public static FileDescriptor open(int pid) {
        return FileDescriptor.own(Syscall.call(SyscallNumber.PIDFD_OPEN, pid, 0), "pidfd_open", "process " + pid);
    }
}
