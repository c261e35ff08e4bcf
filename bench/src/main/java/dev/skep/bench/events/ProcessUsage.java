package dev.skep.bench.events;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a process has used, from {@code /proc} (proc(5)).
 *
 * @param cpuNanos      user and system time of all its threads; counted in ticks of 10 ms
 * @param residentBytes its resident set
 */
record ProcessUsage(long cpuNanos, long residentBytes) {
    private static final long NANOS_PER_TICK = 10_000_000;
    private static final int UTIME = 11;
    private static final int STIME = 12;

    static ProcessUsage of(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        long ticks = Long.parseLong(fields[UTIME]) + Long.parseLong(fields[STIME]);
        long residentKib = Files.readString(Path.of("/proc/" + pid + "/smaps_rollup"))
                .lines()
                .filter(line -> line.startsWith("Rss:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElse(0);
        return new ProcessUsage(ticks * NANOS_PER_TICK, residentKib * 1024);
    }
}
