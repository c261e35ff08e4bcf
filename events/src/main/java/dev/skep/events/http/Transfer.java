package dev.skep.events.http;

/**
 * What one system call moved over a connection: a view that its owner refills for each call. The captured bytes are the
 * first of the transfer; what lies between them and the tail was not seen, only counted.
 */
public final class Transfer {
    /** A {@link #streamOffset} that nobody knows. */
    public static final long UNKNOWN_OFFSET = -1;

    /** Most bytes that a tail has. */
    public static final int TAIL_BYTES = 8;

    /** Which way. */
    public Flow flow = Flow.SENT;

    /** When the first byte passed, nanoseconds of the monotonic clock. */
    public long startNanos;

    /** When the last byte passed, nanoseconds of the monotonic clock. */
    public long endNanos;

    /** Bytes that went the same way on this connection before, or {@link #UNKNOWN_OFFSET}; shows lost transfers. */
    public long streamOffset = UNKNOWN_OFFSET;

    /** Bytes that the call moved. */
    public long totalBytes;

    /** Holds the captured bytes. */
    public byte[] bytes = new byte[0];

    /** Where in {@link #bytes} the captured bytes start. */
    public int offset;

    /** How many bytes were captured, at most {@link #totalBytes}. */
    public int captured;

    /**
     * The last bytes of the call, the very last in the lowest eight bits; only {@link #tailBytes} of them mean something.
     * Needed only where {@link #captured} is less than {@link #totalBytes}.
     */
    public long tail;

    /** How many bytes {@link #tail} has, 0 to {@value #TAIL_BYTES}. */
    public int tailBytes;

    /** Fills in a transfer that was captured whole. */
    public Transfer whole(Flow way, long nanos, byte[] data, int from, int length) {
        flow = way;
        startNanos = nanos;
        endNanos = nanos;
        streamOffset = UNKNOWN_OFFSET;
        totalBytes = length;
        bytes = data;
        offset = from;
        captured = length;
        tail = 0;
        tailBytes = 0;
        return this;
    }

    /** A copy with bytes of its own. */
    Transfer copy() {
        Transfer copy = new Transfer();
        copy.flow = flow;
        copy.startNanos = startNanos;
        copy.endNanos = endNanos;
        copy.streamOffset = UNKNOWN_OFFSET;
        copy.totalBytes = totalBytes;
        copy.bytes = java.util.Arrays.copyOfRange(bytes, offset, offset + captured);
        copy.captured = captured;
        copy.tail = tail;
        copy.tailBytes = tailBytes;
        return copy;
    }

    /** Whether the call's last bytes are these (at most {@value #TAIL_BYTES}). */
    boolean endsWith(byte[] end) {
        if (captured == totalBytes) {
            return captured >= end.length
                    && java.util.Arrays.equals(
                            bytes, offset + captured - end.length, offset + captured, end, 0, end.length);
        }
        if (tailBytes < end.length) {
            return false;
        }
        for (int i = 0; i < end.length; i++) {
            if ((byte) (tail >>> (8 * (end.length - 1 - i))) != end[i]) {
                return false;
            }
        }
        return true;
    }
}
