package dev.skep.agent.metrics;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What this process costs the host.
 *
 * @param cpuNanos      CPU time of all its threads, user and system
 * @param residentBytes memory resident
 * @param heapBytes     part of it that is Java heap in use
 * @param threads       kernel threads
 */
public record OwnCost(long cpuNanos, long residentBytes, long heapBytes, int threads) {
    private static final long NANOS_PER_TICK = 10_000_000; // USER_HZ is 100 on every architecture that Java runs on

    /** Reads this process's own cost from /proc. */
    public static OwnCost read() {
        Runtime runtime = Runtime.getRuntime();
        long heap = runtime.totalMemory() - runtime.freeMemory();
        try {
            return parse(
                    Files.readString(Path.of("/proc/self/stat")),
                    Files.readAllLines(Path.of("/proc/self/status")),
                    heap);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("cannot read /proc/self", e);
        }
    }

    /** From the contents of /proc/PID/stat and /proc/PID/status (proc(5)). */
    static OwnCost parse(String stat, List<String> status, long heapBytes) {
        // The second field is the name in parentheses, which may hold spaces and parentheses.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        long ticks = Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
        return new OwnCost(ticks * NANOS_PER_TICK, statusNumber(status, "VmRSS:") * 1024, heapBytes, (int)
                statusNumber(status, "Threads:"));
    }

    private static long statusNumber(List<String> status, String name) {
        for (String line : status) {
            if (line.startsWith(name)) {
                return Long.parseLong(line.substring(name.length()).strip().split(" ")[0]);
            }
        }
        return 0;
    }
}
