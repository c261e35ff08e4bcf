package dev.skep.bpf.prog;

/**
 * Where a program means to be attached, as far as its source says so. Enough to load it (type, expected attach type and
 * BTF target follow from it) and, where the target is complete, to attach it without further words.
 *
 * @param kind   the hook, one per attach type of the kernel
 * @param target what the hook is on: {@code "sched:sched_process_exec"} for a tracepoint, a function for a kprobe or
 *               fentry, {@code "/usr/lib/libc.so.6:getaddrinfo"} for a uprobe, {@code "task"} for an iterator; empty
 *               where the hook is chosen at attach (XDP, tc, cgroups)
 */
public record AttachSpec(Hook kind, String target) {
    /** A hook whose target is chosen when it is attached. */
    public static AttachSpec of(Hook kind) {
        return new AttachSpec(kind, "");
    }
}
