package dev.skep.agent.view;

import dev.skep.events.EventSink;
import dev.skep.events.model.Event;
import dev.skep.events.model.HttpExchange;
import dev.skep.events.model.ProcessInfo;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Rate, errors and duration of every service that serves or makes HTTP requests, over the last two minutes. Bounded: a host
 * with more services than {@value #MAX_SERVICES} sees the one that was quiet for the longest forgotten.
 */
public final class ServiceTable implements EventSink {
    /** The longest window that can be asked for. */
    public static final int MAX_WINDOW_SECONDS = ServiceWindow.SECONDS;

    /** How many services are kept; at 50 KiB for a busy one, a few MiB at most. */
    static final int MAX_SERVICES = 64;

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final ServiceNames names = new ServiceNames();
    private final Map<Key, ServiceWindow> windows = new LinkedHashMap<>(2 * MAX_SERVICES, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, ServiceWindow> eldest) {
            return size() > MAX_SERVICES;
        }
    };

    /** What makes a service. */
    record Key(String name, String container, HttpExchange.Role role) {}

    @Override
    public void accept(Event event) {
        if (event instanceof HttpExchange exchange) {
            boolean error = exchange.status() == 0 || exchange.status() >= 500;
            synchronized (this) {
                windows.computeIfAbsent(key(exchange), ServiceWindow::new)
                        .add(Math.floorDiv(exchange.timeUnixNanos(), NANOS_PER_SECOND), exchange.latencyNanos(), error);
            }
        }
    }

    /**
     * The services that had requests in the window, busiest first.
     *
     * @param unixSecond  now; this second is not over and not counted
     * @param seconds     length of the window, clamped to 1–{@value #MAX_WINDOW_SECONDS}
     * @param withSeconds whether each second by itself is wanted
     */
    public synchronized List<ServiceStats> stats(long unixSecond, int seconds, boolean withSeconds) {
        int window = Math.clamp(seconds, 1, MAX_WINDOW_SECONDS);
        List<ServiceStats> all = new ArrayList<>();
        for (ServiceWindow service : windows.values()) {
            ServiceStats stats = service.stats(unixSecond, window, withSeconds);
            if (stats.requests() > 0) {
                all.add(stats);
            }
        }
        all.sort(Comparator.comparingLong(ServiceStats::requests).reversed().thenComparing(ServiceStats::name));
        return all;
    }

    private Key key(HttpExchange exchange) {
        ProcessInfo process = exchange.process();
        String container =
                process.container() == null ? "" : process.container().shortId();
        return new Key(names.of(process), container, exchange.role());
    }
}
