package dev.skep.bench.codegen;

import java.util.Arrays;

/** Times of one program, a number per round. */
final class Samples {
    private double[] nanos = new double[64];
    private int count;

    void add(double value) {
        if (count == nanos.length) {
            nanos = Arrays.copyOf(nanos, count * 2);
        }
        nanos[count++] = value;
    }

    int count() {
        return count;
    }

    double get(int round) {
        return nanos[round];
    }

    /**
     * The mean of the faster half, since what disturbs only ever adds. The kernel cuts each to whole nanoseconds, which
     * takes half of one away on average; the noise between rounds makes the mean finer than that.
     */
    double time() {
        double[] sorted = Arrays.copyOf(nanos, count);
        Arrays.sort(sorted);
        int half = (count + 1) / 2;
        return Arrays.stream(sorted, 0, half).average().orElseThrow() + 0.5;
    }

    /** The value that a share of all does not exceed. */
    double quantile(double share) {
        double[] sorted = Arrays.copyOf(nanos, count);
        Arrays.sort(sorted);
        return sorted[(int) Math.min(count - 1, Math.floor(share * count))];
    }
}
