package dev.skep.agent.view;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Counts durations in buckets whose width grows with the value: four to each doubling, from a microsecond to a minute, so
 * that a quantile is at most 10 % off. Adding does not allocate once the buckets exist.
 */
final class LatencyHistogram {
    private static final int LOWEST_BIT = 10; // bucket 0 takes all below 2^10 ns, about a microsecond
    private static final int HIGHEST_BIT = 36; // the last takes all from 2^36 ns on, about 69 s
    private static final int SUB_BITS = 2;
    private static final int BUCKETS = (HIGHEST_BIT - LOWEST_BIT << SUB_BITS) + 2;

    private int @Nullable [] counts;
    private long total;

    void add(long nanos) {
        if (counts == null) {
            counts = new int[BUCKETS];
        }
        counts[bucket(nanos)]++;
        total++;
    }

    void add(LatencyHistogram other) {
        if (other.total == 0 || other.counts == null) {
            return;
        }
        if (counts == null) {
            counts = new int[BUCKETS];
        }
        for (int i = 0; i < BUCKETS; i++) {
            counts[i] += other.counts[i];
        }
        total += other.total;
    }

    void clear() {
        if (counts != null && total > 0) {
            Arrays.fill(counts, 0);
        }
        total = 0;
    }

    /** The duration that the given share of all durations does not exceed, in nanoseconds; 0 if there are none. */
    long quantile(double share) {
        if (counts == null || total == 0) {
            return 0;
        }
        double rank = share * total;
        long below = 0;
        for (int i = 0; i < BUCKETS; i++) {
            if (counts[i] > 0 && below + counts[i] >= rank) {
                double within = (rank - below) / counts[i];
                long low = lowerBound(i);
                return low + (long) (within * (lowerBound(i + 1) - low));
            }
            below += counts[i];
        }
        return lowerBound(BUCKETS);
    }

    private static int bucket(long nanos) {
        if (nanos < 1L << LOWEST_BIT) {
            return 0;
        }
        int exponent = 63 - Long.numberOfLeadingZeros(nanos);
        if (exponent >= HIGHEST_BIT) {
            return BUCKETS - 1;
        }
        int sub = (int) (nanos >>> exponent - SUB_BITS) & (1 << SUB_BITS) - 1;
        return 1 + (exponent - LOWEST_BIT << SUB_BITS) + sub;
    }

    private static long lowerBound(int bucket) {
        if (bucket == 0) {
            return 0;
        }
        int exponent = LOWEST_BIT + (bucket - 1 >> SUB_BITS);
        int sub = bucket - 1 & (1 << SUB_BITS) - 1;
        return (1L << exponent) + ((long) sub << exponent - SUB_BITS);
    }
}
