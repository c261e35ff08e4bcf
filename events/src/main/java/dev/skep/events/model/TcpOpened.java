package dev.skep.events.model;

/**
 * A connection was established.
 *
 * @param handshakeNanos from connect(2) to established; 0 for an accepted connection
 */
public record TcpOpened(long timeUnixNanos, ProcessInfo process, Connection connection, long handshakeNanos)
        implements Event {}
