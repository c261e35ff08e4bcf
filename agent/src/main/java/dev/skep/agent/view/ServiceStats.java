package dev.skep.agent.view;

import dev.skep.events.model.HttpExchange;
import java.util.List;

/**
 * Rate, errors and duration of one service over a window of whole seconds.
 *
 * @param name         the service
 * @param container    short id of its container, or empty
 * @param role         whether it served the requests or made them
 * @param requests     how many in the window
 * @param errors       how many of them failed: status 500 and above, or no response
 * @param ratePerSecond requests per second
 * @param p50Nanos     median latency, nanoseconds; 0 without requests
 * @param p90Nanos     90th percentile
 * @param p99Nanos     99th percentile
 * @param seconds      the window second by second, oldest first; empty if it was not asked for
 */
public record ServiceStats(
        String name,
        String container,
        HttpExchange.Role role,
        long requests,
        long errors,
        double ratePerSecond,
        long p50Nanos,
        long p90Nanos,
        long p99Nanos,
        List<Second> seconds) {

    /**
     * One second of a service.
     *
     * @param requests how many
     * @param errors   how many of them failed
     * @param p50Nanos median latency, nanoseconds; 0 without requests
     * @param p99Nanos 99th percentile
     */
    public record Second(int requests, int errors, long p50Nanos, long p99Nanos) {}
}
