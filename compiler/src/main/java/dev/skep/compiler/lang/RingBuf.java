package dev.skep.compiler.lang;

import org.jspecify.annotations.Nullable;

/**
 * A ring of events to user space, {@code BPF_MAP_TYPE_RINGBUF}. A reservation that fails returns null and is counted, per
 * program and CPU, in the map {@code <name>.lost} that the compiler adds. Submitting does not wake the reader, which
 * drains by time, until the ring is half full.
 */
public interface RingBuf<T> extends BpfMapType {
    /** Room for one event, to be written in place (contents are undefined); null if the ring is full. */
    @Nullable T reserve();

    /** Hands a reserved event to the reader. */
    void submit(T event);

    /** Gives a reserved event back unsent. */
    void discard(T event);

    /** Copies the first {@code lengthBytes} of an event into the ring; false, and counted as lost, if it is full. */
    boolean output(T event, int lengthBytes);
}
