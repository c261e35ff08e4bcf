package dev.skep.events.http;

/** A request on its way to becoming an exchange. */
final class OpenExchange {
    String method = "";
    String target = "";
    String host = "";
    String version = "";
    String requestedUpgrade = "";
    String upgrade = "";
    int status;
    long startNanos;
    long firstByteNanos;
    long endNanos;
    long requestBytes;
    long responseBytes;
    boolean requestDone;
    boolean responseDone;
    boolean truncated;
}
