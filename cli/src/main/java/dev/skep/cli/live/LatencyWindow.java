package dev.skep.cli.live;

import java.util.Arrays;

/**
 * Latencies of the last ten seconds in a histogram whose buckets are powers of two cut into eight, so that a quantile is at
 * most an eighth too high. Two halves take turns: one fills while the older still counts. Not thread-safe.
 */
final class LatencyWindow {
    private static final int SUB_BITS = 3;
    private static final int BUCKETS = 64 << SUB_BITS;
    private static final long HALF_SECONDS = 5;

    private long[] filling = new long[BUCKETS];
    private long[] older = new long[BUCKETS];
    private long half = Long.MIN_VALUE;

    /** Adds a latency seen in the given second. */
    void add(long atSecond, long nanos) {
        advance(atSecond);
        filling[bucket(Math.max(nanos, 0))]++;
    }

    /** The latency that the given share (0 to 1) of the requests stay at or below, in nanoseconds; 0 if there were none. */
    long quantile(long atSecond, double share) {
        advance(atSecond);
        long total = 0;
        for (int i = 0; i < BUCKETS; i++) {
            total += filling[i] + older[i];
        }
        long rank = (long) Math.ceil(total * share);
        long below = 0;
        for (int i = 0; i < BUCKETS && rank > 0; i++) {
            below += filling[i] + older[i];
            if (below >= rank) {
                return upperBound(i);
            }
        }
        return 0;
    }

    private void advance(long atSecond) {
        long now = Math.floorDiv(atSecond, HALF_SECONDS);
        if (now <= half) {
            return;
        }
        long[] spent = older;
        older = filling;
        filling = spent;
        Arrays.fill(filling, 0);
        if (now > half + 1) {
            Arrays.fill(older, 0);
        }
        half = now;
    }

    private static int bucket(long nanos) {
        if (nanos < 1 << SUB_BITS) {
            return (int) nanos;
        }
        int shift = 63 - Long.numberOfLeadingZeros(nanos) - SUB_BITS;
        return (shift + 1 << SUB_BITS) + (int) (nanos >>> shift & (1 << SUB_BITS) - 1);
    }

    private static long upperBound(int bucket) {
        int shift = (bucket >>> SUB_BITS) - 1;
        if (shift < 0) {
            return bucket;
        }
        long mantissa = (1L << SUB_BITS) | bucket & (1 << SUB_BITS) - 1;
        return (mantissa + 1 << shift) - 1;
    }
}
