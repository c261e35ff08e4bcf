package dev.skep.bpf.ring;

import java.lang.foreign.MemorySegment;

/** Receives samples of a perf buffer in place, on the thread that polls. */
@FunctionalInterface
public interface PerfRecordHandler {
    /**
     * Called for each sample, in order for each CPU.
     *
     * @param cpu    where it was written
     * @param ring   memory with the sample, valid during this call only
     * @param offset of its first byte, a multiple of four
     * @param length in bytes; the kernel pads what the program gave so that length + 4 is a multiple of eight
     */
    void onRecord(int cpu, MemorySegment ring, long offset, int length);
}
