package dev.skep.bpf;

import java.util.SplittableRandom;

/**
 * Runs a law against many random inputs, each from its own seed. A failure prints the seed; {@code -Dskep.seed=N} runs
 * that one again.
 */
public final class Seeded {
    /** A law to check against one stream of random numbers. */
    @FunctionalInterface
    public interface Law {
        void check(SplittableRandom random) throws Exception;
    }

    private Seeded() {}

    /** Checks the law with {@code cases} seeds. */
    public static void check(int cases, Law law) {
        Long only = Long.getLong("skep.seed");
        long first = only != null ? only : 1;
        long last = only != null ? only : cases;
        for (long seed = first; seed <= last; seed++) {
            try {
                law.check(new SplittableRandom(seed));
            } catch (Throwable failure) {
                throw new AssertionError("failed with -Dskep.seed=" + seed + ": " + failure.getMessage(), failure);
            }
        }
    }
}
