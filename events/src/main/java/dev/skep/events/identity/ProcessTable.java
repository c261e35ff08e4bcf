package dev.skep.events.identity;

import dev.skep.events.model.ProcessInfo;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The processes of this host as the kernel told of them. A process that ended is remembered for a minute, so that what it
 * did is attributed to it even if read late or after its pid was given to another. Confined to one thread; times are of
 * the monotonic clock.
 */
public final class ProcessTable {
    /** How long an ended process is remembered. */
    static final long TOMBSTONE_NANOS = 60_000_000_000L;

    /** Most ended processes that are remembered. */
    static final int MAX_TOMBSTONES = 16_384;

    private final Map<Integer, ProcessInfo> alive = new HashMap<>();
    private final Map<Identity, ProcessInfo> ended = new HashMap<>();
    private final ArrayDeque<Tombstone> expiring = new ArrayDeque<>();

    private record Identity(int pid, long startBoottimeNanos) {}

    private record Tombstone(Identity identity, long expiresNanos) {}

    /** A process was found, or executed a program: replaces what was known of it. */
    public void put(ProcessInfo process, long nowNanos) {
        ProcessInfo before = alive.put(process.pid(), process);
        if (before != null && before.startBoottimeNanos() != process.startBoottimeNanos()) {
            bury(before, nowNanos);
        }
    }

    /** A process was forked: until it executes something it is a copy of its parent. */
    public void fork(int parentPid, int pid, long startBoottimeNanos, String comm, long nowNanos) {
        ProcessInfo parent = alive.get(parentPid);
        ProcessInfo from = parent == null ? ProcessInfo.unknown(pid, comm) : parent;
        put(
                new ProcessInfo(
                        pid,
                        startBoottimeNanos,
                        parentPid,
                        from.uid(),
                        from.gid(),
                        comm,
                        from.executable(),
                        from.arguments(),
                        from.argumentsTruncated(),
                        from.cwd(),
                        from.cgroupId(),
                        from.container()),
                nowNanos);
    }

    /** A process ended. What is known of it stays resolvable for a while. */
    public void exit(int pid, long startBoottimeNanos, long nowNanos) {
        ProcessInfo process = alive.get(pid);
        if (process != null && isSame(process, startBoottimeNanos)) {
            alive.remove(pid);
            bury(process, nowNanos);
        }
    }

    /**
     * The process that an event tells of, or null if it is not known.
     *
     * @param startBoottimeNanos when it was forked, or 0 to take whoever has the pid now or had it last
     */
    public @Nullable ProcessInfo find(int pid, long startBoottimeNanos) {
        ProcessInfo process = alive.get(pid);
        if (process != null && isSame(process, startBoottimeNanos)) {
            return process;
        }
        if (startBoottimeNanos != 0) {
            return ended.get(new Identity(pid, startBoottimeNanos));
        }
        for (var last = expiring.descendingIterator(); last.hasNext(); ) {
            Identity identity = last.next().identity;
            if (identity.pid == pid) {
                return ended.get(identity);
            }
        }
        return null;
    }

    /** Every process that is alive, in no order. */
    public List<ProcessInfo> alive() {
        return List.copyOf(alive.values());
    }

    /** Forgets the processes that ended long ago. */
    public void expire(long nowNanos) {
        Tombstone oldest = expiring.peek();
        while (oldest != null && (oldest.expiresNanos <= nowNanos || expiring.size() > MAX_TOMBSTONES)) {
            ended.remove(oldest.identity);
            expiring.remove();
            oldest = expiring.peek();
        }
    }

    private void bury(ProcessInfo process, long nowNanos) {
        Identity identity = new Identity(process.pid(), process.startBoottimeNanos());
        ended.put(identity, process);
        expiring.add(new Tombstone(identity, nowNanos + TOMBSTONE_NANOS));
        expire(nowNanos);
    }

    private static boolean isSame(ProcessInfo process, long startBoottimeNanos) {
        return startBoottimeNanos == 0
                || process.startBoottimeNanos() == 0
                || process.startBoottimeNanos() == startBoottimeNanos;
    }
}
