package dev.skep.events.model;

/**
 * A connection ended.
 *
 * @param sentBytes        payload that the peer acknowledged
 * @param receivedBytes    payload received
 * @param durationNanos    since it was established, or since Skep first saw it
 * @param roundTripMicros  smoothed round-trip time at the end
 * @param retransmits      segments sent again over its life
 * @param errno            0, or the error that ended it ({@code ECONNRESET}, {@code ETIMEDOUT})
 */
public record TcpClosed(
        long timeUnixNanos,
        ProcessInfo process,
        Connection connection,
        long sentBytes,
        long receivedBytes,
        long durationNanos,
        int roundTripMicros,
        int retransmits,
        int errno)
        implements Event {}
