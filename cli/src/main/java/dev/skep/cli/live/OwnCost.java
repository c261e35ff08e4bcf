package dev.skep.cli.live;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What this process costs the host.
 *
 * @param cpuPercent    share of one CPU since the last reading
 * @param residentBytes memory in use
 */
record OwnCost(double cpuPercent, long residentBytes) {
    private static final long PAGE_BYTES = 4096;

    /** Reads the cost again and again; the CPU share is that between two readings. */
    static final class Meter {
        private long readNanos = System.nanoTime();
        private long cpuNanos = cpu();

        OwnCost read() {
            long now = System.nanoTime();
            long cpu = cpu();
            double percent = 100.0 * (cpu - cpuNanos) / Math.max(1, now - readNanos);
            readNanos = now;
            cpuNanos = cpu;
            return new OwnCost(percent, resident());
        }

        private static long cpu() {
            return ProcessHandle.current()
                    .info()
                    .totalCpuDuration()
                    .orElse(Duration.ZERO)
                    .toNanos();
        }

        private static long resident() {
            try {
                // proc_pid_statm(5): size resident shared …, in pages
                return Long.parseLong(
                                Files.readString(Path.of("/proc/self/statm")).split(" ")[1])
                        * PAGE_BYTES;
            } catch (IOException e) {
                return 0;
            }
        }
    }
}
