package dev.skep.events.http;

import dev.skep.events.model.HttpExchange;

/**
 * One request and its response before it is known whose they are.
 *
 * @param role           which side this end is
 * @param method         {@code "GET"}
 * @param target         request target as sent
 * @param host           Host header, or empty
 * @param version        {@code "1.1"} or {@code "1.0"}
 * @param status         100–599, or 0 if no response was seen
 * @param requestBytes   head and body on the wire
 * @param responseBytes  head and body on the wire, interim responses included
 * @param startNanos     first byte of the request, monotonic clock
 * @param firstByteNanos first byte of the (final) response, or {@code endNanos} without one
 * @param endNanos       last byte of the response, or the end of the connection without one
 * @param truncated      whether part of it was not seen
 * @param upgrade        protocol that the connection switched to, {@code "tunnel"} after CONNECT, or empty
 */
public record Exchange(
        HttpExchange.Role role,
        String method,
        String target,
        String host,
        String version,
        int status,
        long requestBytes,
        long responseBytes,
        long startNanos,
        long firstByteNanos,
        long endNanos,
        boolean truncated,
        String upgrade) {}
