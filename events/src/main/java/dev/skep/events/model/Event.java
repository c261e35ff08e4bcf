package dev.skep.events.model;

/**
 * Something that happened on the host, decoded and attributed once. Times are nanoseconds of the wall clock since the
 * Unix epoch, converted from the kernel's boot clock when the event is decoded.
 */
public sealed interface Event permits ProcessStarted, ProcessExited, TcpOpened, TcpClosed, TcpFailed, HttpExchange {

    /** When it happened (for what has a duration: when it ended), in nanoseconds since the epoch. */
    long timeUnixNanos();

    /** The process that did it, as far as it is known. */
    ProcessInfo process();
}
