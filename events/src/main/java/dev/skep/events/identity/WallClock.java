package dev.skep.events.identity;

import java.time.Instant;
import java.util.function.LongSupplier;

/**
 * Converts times of the kernel's monotonic clock ({@code bpf_ktime_get_ns}, which is what {@link System#nanoTime} reads on
 * Linux) to the wall clock. The two drift as the wall clock is disciplined or set, so the pair is sampled again each second
 * of use. Confined to one thread.
 */
public final class WallClock {
    private static final long RESAMPLE_NANOS = 1_000_000_000L;
    private static final int TRIES = 5;

    private final LongSupplier monotonic;
    private final LongSupplier wall;
    private long offsetNanos;
    private long sampledNanos;

    /** The clocks of this host. */
    public WallClock() {
        this(System::nanoTime, () -> {
            Instant now = Instant.now();
            return now.getEpochSecond() * 1_000_000_000L + now.getNano();
        });
    }

    WallClock(LongSupplier monotonic, LongSupplier wall) {
        this.monotonic = monotonic;
        this.wall = wall;
        sample();
    }

    /** Nanoseconds since the epoch at a time of the monotonic clock. */
    public long unixNanos(long ktimeNanos) {
        if (ktimeNanos - sampledNanos > RESAMPLE_NANOS) {
            sample();
        }
        return ktimeNanos + offsetNanos;
    }

    /** The sample that took the shortest is the most exact. */
    private void sample() {
        long best = Long.MAX_VALUE;
        for (int i = 0; i < TRIES; i++) {
            long before = monotonic.getAsLong();
            long now = wall.getAsLong();
            long after = monotonic.getAsLong();
            if (after - before < best) {
                best = after - before;
                offsetNanos = now - (before + best / 2);
                sampledNanos = after;
            }
        }
    }
}
