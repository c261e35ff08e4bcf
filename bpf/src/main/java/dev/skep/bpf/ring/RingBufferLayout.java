package dev.skep.bpf.ring;

/**
 * The memory of a {@code BPF_MAP_TYPE_RINGBUF} as user space maps it (see {@code kernel/bpf/ringbuf.c}). The data pages are
 * mapped twice in a row, so that a record never wraps:
 *
 * <pre>
 *   page 0        page 1         then                then again
 *   consumer pos  producer pos   data (size bytes)   data
 *   read/write    read-only      read-only           read-only
 *
 *   record   u32 length | BUSY | DISCARD     u32 page offset     length bytes, padded to eight
 * </pre>
 *
 * Positions count bytes since the beginning and never wrap; a record is at {@code position & (size - 1)}.
 */
final class RingBufferLayout {
    static final long CONSUMER_POSITION = 0;
    static final long PRODUCER_POSITION = 0;
    static final int HEADER_BYTES = 8;

    /** The record is still being written. */
    static final int BUSY_BIT = 1 << 31;

    /** The record is to be passed over. */
    static final int DISCARD_BIT = 1 << 30;

    private RingBufferLayout() {}

    /** Bytes from a record's header to the next one's. */
    static long recordBytes(int length) {
        return ((long) length + HEADER_BYTES + 7) & -8;
    }
}
