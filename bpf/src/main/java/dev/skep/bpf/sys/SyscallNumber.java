package dev.skep.bpf.sys;

/**
 * System call numbers of this machine's architecture: x86-64 ({@code arch/x86/entry/syscalls/syscall_64.tbl}) and arm64
 * ({@code include/uapi/asm-generic/unistd.h}). The names are the kernel's.
 */
public final class SyscallNumber {
    /** Whether this is an x86-64 machine (else arm64). */
    static final boolean X86_64 = isX86();

    public static final int READ = pick(0, 63);
    public static final int WRITE = pick(1, 64);
    public static final int CLOSE = pick(3, 57);
    public static final int LSEEK = pick(8, 62);
    public static final int MMAP = pick(9, 222);
    public static final int MUNMAP = pick(11, 215);
    public static final int IOCTL = pick(16, 29);
    public static final int MADVISE = pick(28, 233);
    public static final int GETPID = pick(39, 172);
    public static final int SOCKET = pick(41, 198);
    public static final int CONNECT = pick(42, 203);
    public static final int ACCEPT4 = pick(288, 242);
    public static final int SENDTO = pick(44, 206);
    public static final int RECVFROM = pick(45, 207);
    public static final int SENDMSG = pick(46, 211);
    public static final int RECVMSG = pick(47, 212);
    public static final int BIND = pick(49, 200);
    public static final int LISTEN = pick(50, 201);
    public static final int GETSOCKNAME = pick(51, 204);
    public static final int SETSOCKOPT = pick(54, 208);
    public static final int GETSOCKOPT = pick(55, 209);
    public static final int FCNTL = pick(72, 25);
    public static final int MOUNT = pick(165, 40);
    public static final int UMOUNT2 = pick(166, 39);
    public static final int GETTID = pick(186, 178);
    public static final int SCHED_SETAFFINITY = pick(203, 122);
    public static final int SCHED_GETAFFINITY = pick(204, 123);
    public static final int OPENAT = pick(257, 56);
    public static final int MKDIRAT = pick(258, 34);
    public static final int UNLINKAT = pick(263, 35);
    public static final int UNSHARE = pick(272, 97);
    public static final int EPOLL_PWAIT = pick(281, 22);
    public static final int EPOLL_CTL = pick(233, 21);
    public static final int EVENTFD2 = pick(290, 19);
    public static final int EPOLL_CREATE1 = pick(291, 20);
    public static final int DUP3 = pick(292, 24);
    public static final int PERF_EVENT_OPEN = pick(298, 241);
    public static final int SETNS = pick(308, 268);
    public static final int GETPGID = pick(121, 155);
    public static final int BPF = pick(321, 280);
    public static final int OPEN_TREE = pick(428, 428);
    public static final int MOVE_MOUNT = pick(429, 429);
    public static final int FSOPEN = pick(430, 430);
    public static final int FSCONFIG = pick(431, 431);
    public static final int FSMOUNT = pick(432, 432);
    public static final int PIDFD_OPEN = pick(434, 434);
    public static final int PIDFD_GETFD = pick(438, 438);
    public static final int STATFS = pick(137, 43);
    public static final int NAME_TO_HANDLE_AT = pick(303, 264);
    public static final int PROCESS_VM_READV = pick(310, 270);

    private SyscallNumber() {}

    private static int pick(int x86, int arm64) {
        return X86_64 ? x86 : arm64;
    }

    private static boolean isX86() {
        String architecture = System.getProperty("os.arch", "");
        return switch (architecture) {
            case "amd64", "x86_64" -> true;
            case "aarch64" -> false;
            default ->
                throw new UnsupportedOperationException(
                        "Skep knows the system calls of x86-64 and arm64, not of " + architecture);
        };
    }
}
