package dev.skep.agent.view;

import java.util.ArrayList;
import java.util.List;

/** The last {@value #SECONDS} seconds of one service, in a ring of one slot per second. Guarded by its table. */
final class ServiceWindow {
    /** How far back it reaches. */
    static final int SECONDS = 120;

    private final ServiceTable.Key key;
    private final Slot[] slots = new Slot[SECONDS];

    ServiceWindow(ServiceTable.Key key) {
        this.key = key;
        for (int i = 0; i < SECONDS; i++) {
            slots[i] = new Slot();
        }
    }

    void add(long unixSecond, long latencyNanos, boolean error) {
        Slot slot = slots[Math.floorMod(unixSecond, SECONDS)];
        if (slot.second > unixSecond) {
            return; // older than the window
        }
        if (slot.second < unixSecond) {
            slot.begin(unixSecond);
        }
        slot.requests++;
        slot.errors += error ? 1 : 0;
        slot.latencies.add(latencyNanos);
    }

    /** Sums the {@code seconds} seconds before {@code unixSecond}, which is not over and therefore left out. */
    ServiceStats stats(long unixSecond, int seconds, boolean withSeconds) {
        LatencyHistogram latencies = new LatencyHistogram();
        List<ServiceStats.Second> series = new ArrayList<>(withSeconds ? seconds : 0);
        long requests = 0;
        long errors = 0;
        for (long second = unixSecond - seconds; second < unixSecond; second++) {
            Slot slot = slots[Math.floorMod(second, SECONDS)];
            boolean filled = slot.second == second;
            if (filled) {
                requests += slot.requests;
                errors += slot.errors;
                latencies.add(slot.latencies);
            }
            if (withSeconds) {
                series.add(filled ? slot.second() : new ServiceStats.Second(0, 0, 0, 0));
            }
        }
        return new ServiceStats(
                key.name(),
                key.container(),
                key.role(),
                requests,
                errors,
                (double) requests / seconds,
                latencies.quantile(0.5),
                latencies.quantile(0.9),
                latencies.quantile(0.99),
                series);
    }

    private static final class Slot {
        private final LatencyHistogram latencies = new LatencyHistogram();
        private long second = Long.MIN_VALUE;
        private int requests;
        private int errors;

        void begin(long unixSecond) {
            second = unixSecond;
            requests = 0;
            errors = 0;
            latencies.clear();
        }

        ServiceStats.Second second() {
            return new ServiceStats.Second(requests, errors, latencies.quantile(0.5), latencies.quantile(0.99));
        }
    }
}
