package dev.skep.bpf.sys;

/** What an error of a call most likely means, given what the process may do on this host. */
final class LikelyCause {
    private LikelyCause() {}

    /** One clause without a full stop, or empty if nothing useful is known. */
    static String of(String call, Errno errno, Host host) {
        return switch (errno) {
            case EPERM, EACCES -> permission(call, host);
            case EINVAL -> invalid(call);
            case E2BIG -> tooBig(call);
            case ENOENT -> missing(call);
            case EBUSY -> busy(call);
            case ENOSPC -> noSpace(call);
            case EEXIST -> exists(call);
            case EMFILE -> "this process has reached its limit of open files (ulimit -n)";
            case ENFILE -> "the host has reached its limit of open files (fs.file-max)";
            case ENOMEM -> "no memory: the size is very large, or the cgroup's memory limit is reached";
            case ENOTSUPP, EOPNOTSUPP, ENOSYS -> "kernel " + host.kernelRelease() + " does not support this operation";
            case EBADF -> "the object was closed before, or is of another kind";
            case ENODEV -> "the device is gone, or cannot do this";
            default -> "";
        };
    }

    private static String permission(String call, Host host) {
        boolean admin = host.has(Host.CAP_SYS_ADMIN);
        if (call.contains("bpf(") && !host.has(Host.CAP_BPF) && !admin) {
            return "the process lacks CAP_BPF; run as root, or grant CAP_BPF, CAP_PERFMON and CAP_NET_ADMIN";
        }
        if (call.startsWith("perf_event_open") && !host.has(Host.CAP_PERFMON) && !admin) {
            return "the process lacks CAP_PERFMON; run as root, or lower kernel.perf_event_paranoid";
        }
        if (call.contains("PROG_LOAD") && !host.has(Host.CAP_PERFMON) && !admin) {
            return "tracing programs need CAP_PERFMON beside CAP_BPF";
        }
        if ((call.contains("PROG_LOAD") || call.contains("LINK_CREATE")) && !host.has(Host.CAP_NET_ADMIN) && !admin) {
            return "network programs need CAP_NET_ADMIN beside CAP_BPF";
        }
        if (call.contains("OBJ_PIN")) {
            return "the directory is not in a bpffs (mount -t bpf bpf /sys/fs/bpf)";
        }
        if (!host.lockdown().isEmpty() && !host.lockdown().equals("none") && call.contains("PROG_LOAD")) {
            return "this kernel is locked down (" + host.lockdown() + "), or refuses this kind of program";
        }
        if (call.contains("MAP_UPDATE") || call.contains("MAP_DELETE")) {
            return "the map is frozen, or does not allow writing from user space";
        }
        return call.contains("bpf(") ? "kernel " + host.kernelRelease() + " refuses this operation to everyone" : "";
    }

    private static String invalid(String call) {
        if (call.contains("MAP_CREATE")) {
            return "this type of map does not take such a key or value size, capacity or flags, or the kernel does not"
                    + " know the type";
        }
        if (call.contains("PROG_LOAD")) {
            return "the kernel does not know the program type or attach type, or the program breaks a basic rule";
        }
        if (call.contains("BTF_LOAD")) {
            return "the type information is malformed, or newer than this kernel";
        }
        if (call.contains("LINK_CREATE")) {
            return "this kernel has no link for that attach type, or the program was loaded for another one";
        }
        return call.contains("bpf(") ? "the object does not support this operation with these arguments" : "";
    }

    private static String tooBig(String call) {
        if (call.contains("PROG_LOAD")) {
            return "the program is larger than the kernel takes, or asks for a feature newer than this kernel";
        }
        if (call.contains("MAP_UPDATE") || call.contains("MAP_CREATE")) {
            return "the map is full, or the index is beyond its capacity";
        }
        return call.contains("bpf(") ? "the request uses a field newer than this kernel" : "";
    }

    private static String missing(String call) {
        if (call.contains("OBJ_GET")) {
            return "nothing is pinned at that path";
        }
        if (call.contains("OBJ_PIN")) {
            return "the directory does not exist, or bpffs is not mounted there (mount -t bpf bpf /sys/fs/bpf)";
        }
        if (call.contains("GET_FD_BY_ID")) {
            return "the object went away";
        }
        return call.startsWith("perf_event_open") ? "this machine has no such event" : "";
    }

    private static String busy(String call) {
        if (call.contains("LINK_CREATE") || call.contains("PROG_ATTACH")) {
            return "another program holds this hook exclusively";
        }
        if (call.contains("MAP_FREEZE")) {
            return "the map is mapped writable; unmap it before it is frozen";
        }
        return call.contains("MAP_") ? "another CPU holds the element's lock; try again" : "";
    }

    private static String noSpace(String call) {
        if (call.contains("PROG_LOAD")) {
            return "the verifier's log did not fit its buffer";
        }
        return call.contains("MAP_LOOKUP_BATCH") || call.contains("MAP_LOOKUP_AND_DELETE_BATCH")
                ? "a hash bucket holds more elements than the batch"
                : "";
    }

    private static String exists(String call) {
        return call.contains("OBJ_PIN") ? "something is pinned at that path already" : "";
    }
}
