package dev.skep.cli.live;

/** How often something happened in each of the last sixty seconds. Not thread-safe. */
final class RateWindow {
    static final int SECONDS = 60;

    private static final String BARS = " ▁▂▃▄▅▆▇█";

    private final long[] counts = new long[SECONDS];
    private long second = Long.MIN_VALUE;

    /** Counts one in the given second. */
    void add(long atSecond) {
        advance(atSecond);
        counts[slot(second)]++;
    }

    /** Mean per second over the given number of whole seconds before {@code atSecond}. */
    double perSecond(long atSecond, int seconds) {
        advance(atSecond);
        long sum = 0;
        for (int back = 1; back <= seconds; back++) {
            sum += counts[slot(second - back)];
        }
        return (double) sum / seconds;
    }

    /** The last {@code columns} whole seconds as bars, scaled to the highest of them. */
    String bars(long atSecond, int columns) {
        advance(atSecond);
        int shown = Math.min(columns, SECONDS - 1);
        long highest = 1;
        for (int back = 1; back <= shown; back++) {
            highest = Math.max(highest, counts[slot(second - back)]);
        }
        StringBuilder out = new StringBuilder(shown);
        for (int back = shown; back >= 1; back--) {
            long count = counts[slot(second - back)];
            out.append(BARS.charAt((int) Math.ceilDiv(count * (BARS.length() - 1), highest)));
        }
        return out.toString();
    }

    private void advance(long atSecond) {
        if (second == Long.MIN_VALUE) {
            second = atSecond;
        }
        long steps = Math.min(atSecond - second, SECONDS);
        for (long i = 1; i <= steps; i++) {
            counts[slot(atSecond - steps + i)] = 0;
        }
        second = Math.max(second, atSecond);
    }

    private static int slot(long second) {
        return Math.floorMod(second, SECONDS);
    }
}
