package dev.skep.bpf.ring;

import java.lang.foreign.MemorySegment;

/** Receives records in place, on the thread that polls. */
@FunctionalInterface
public interface RecordHandler {
    /**
     * Called for each record, in the order in which they were reserved.
     *
     * @param ring   memory shared with the kernel, read-only; the record is valid during this call only
     * @param offset of the record's first byte, a multiple of eight
     * @param length of the record in bytes, as the program gave it
     */
    void onRecord(MemorySegment ring, long offset, int length);
}
