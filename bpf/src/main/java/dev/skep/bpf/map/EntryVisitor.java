package dev.skep.bpf.map;

import java.lang.foreign.MemorySegment;

/** Receives map elements in place; nothing is allocated per element. */
@FunctionalInterface
public interface EntryVisitor {
    /**
     * Called for each element.
     *
     * @param keys        memory with the key at {@code keyOffset}; valid during the call only
     * @param values      memory with the value ({@link BpfMap#bufferBytes()} long) at {@code valueOffset}
     */
    void onEntry(MemorySegment keys, long keyOffset, MemorySegment values, long valueOffset);
}
