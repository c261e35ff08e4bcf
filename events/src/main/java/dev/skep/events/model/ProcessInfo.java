package dev.skep.events.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who a process is. Taken from the kernel's own event at exec, or from the iterator that runs at start; never from
 * {@code /proc} afterwards.
 *
 * @param pid            process id in the root pid namespace (the kernel's tgid)
 * @param startBoottimeNanos when it was forked, nanoseconds since boot with suspend: with the pid, its identity
 * @param parentPid      process id of its parent when last seen
 * @param uid            real user id
 * @param gid            real group id
 * @param comm           task name, at most 15 bytes
 * @param executable     absolute path of its executable, empty for kernel threads and where unknown
 * @param arguments      argv as executed; empty where unknown
 * @param argumentsTruncated whether argv was longer than what was captured
 * @param cwd            working directory at exec, empty where unknown
 * @param cgroupId       id in the cgroup v2 hierarchy
 * @param container      the container it runs in, or null
 */
public record ProcessInfo(
        int pid,
        long startBoottimeNanos,
        int parentPid,
        int uid,
        int gid,
        String comm,
        String executable,
        List<String> arguments,
        boolean argumentsTruncated,
        String cwd,
        long cgroupId,
        @Nullable ContainerId container) {

    /** A process of which only the id and perhaps the name is known. */
    public static ProcessInfo unknown(int pid, String comm) {
        return new ProcessInfo(pid, 0, 0, -1, -1, comm, "", List.of(), false, "", 0, null);
    }
}
