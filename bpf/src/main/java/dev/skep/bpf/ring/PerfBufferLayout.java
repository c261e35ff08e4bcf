package dev.skep.bpf.ring;

/**
 * The memory of a perf event as user space maps it ({@code include/uapi/linux/perf_event.h}): one page of
 * {@code struct perf_event_mmap_page}, then a power of two of data pages. Records wrap at the end of the data:
 *
 * <pre>
 *   header   u32 type | u16 misc | u16 size (whole record)
 *   SAMPLE   header | u32 raw size | raw data, padded
 *   LOST     header | u64 event id | u64 lost
 * </pre>
 */
final class PerfBufferLayout {
    static final long DATA_HEAD = 1024, DATA_TAIL = 1032, DATA_OFFSET = 1040, DATA_SIZE = 1048;
    static final int HEADER_BYTES = 8, TYPE = 0, SIZE = 6;
    static final int RECORD_LOST = 2, RECORD_SAMPLE = 9;
    static final int LOST_COUNT = 16;
    static final int RAW_SIZE = 8, RAW_DATA = 12;

    /** A record's size is 16 bits. */
    static final int MAX_RECORD_BYTES = 1 << 16;

    /** {@code PERF_FORMAT_LOST} (6.0): read(2) answers the value and the exact number of lost samples. */
    static final long FORMAT_LOST = 1 << 4;

    private PerfBufferLayout() {}
}
