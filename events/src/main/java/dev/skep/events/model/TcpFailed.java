package dev.skep.events.model;

/**
 * A connection could not be established.
 *
 * @param durationNanos since connect(2)
 * @param errno         why, {@code ECONNREFUSED} for instance
 */
public record TcpFailed(long timeUnixNanos, ProcessInfo process, Connection connection, long durationNanos, int errno)
        implements Event {}
