package dev.skep.events.model;

/**
 * One HTTP/1.x request and its response, as one end of a connection saw it.
 *
 * @param timeUnixNanos  when the last byte of the response passed, nanoseconds since the epoch
 * @param process        the process at this end
 * @param connection     the connection that carried it
 * @param role           whether the process served the request or made it
 * @param method         {@code "GET"}
 * @param target         request target as sent, path and query
 * @param host           Host header, or empty
 * @param version        {@code "1.1"} or {@code "1.0"}
 * @param status         100–599, or 0 if no response was seen before the connection ended
 * @param requestBytes   head and body of the request on the wire
 * @param responseBytes  head and body of the response on the wire
 * @param latencyNanos   first byte of the request to last byte of the response
 * @param firstByteNanos first byte of the request to first byte of the response
 * @param truncated      whether part of it was not seen, so that fields may be cut and sizes be lower bounds
 * @param upgrade        protocol that the connection switched to by this exchange ({@code "websocket"}), or empty
 */
public record HttpExchange(
        long timeUnixNanos,
        ProcessInfo process,
        Connection connection,
        Role role,
        String method,
        String target,
        String host,
        String version,
        int status,
        long requestBytes,
        long responseBytes,
        long latencyNanos,
        long firstByteNanos,
        boolean truncated,
        String upgrade)
        implements Event {

    /** Which side of the exchange a process is. */
    public enum Role {
        SERVER,
        CLIENT
    }
}
