package dev.skep.compiler.lang;

import dev.skep.bpf.map.MapType;
import dev.skep.compiler.layout.Layout;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Streams of events to user space. Room is counted as the kernel does it: records of 8 bytes header, padded to 8. */
sealed class MemoryRing<T> extends MemoryMap {
    static final class Buffer<T> extends MemoryRing<T> implements RingBuf<T> {
        Buffer(int bytes) {
            super(MapType.RINGBUF, pages(bytes));
        }

        private static int pages(int bytes) {
            int atLeast = Math.max(bytes, 4096);
            return Integer.bitCount(atLeast) == 1 ? atLeast : Integer.highestOneBit(atLeast) << 1;
        }
    }

    /** One ring in place of one per CPU. */
    static final class Perf<T> extends MemoryRing<T> implements PerfEventArray<T> {
        /** Pages that a reader would give each CPU. */
        private static final int RING_BYTES = 64 * 4096;

        Perf() {
            super(MapType.PERF_EVENT_ARRAY, 0);
        }

        @Override
        int capacity() {
            return RING_BYTES;
        }

        @Override
        public boolean output(Object context, T event) {
            return output(event, Layout.of(event.getClass()).bytes());
        }
    }

    private static final int HEADER_BYTES = 8;

    private enum State {
        RESERVED,
        SUBMITTED,
        DISCARDED
    }

    private static final class Entry {
        final Object event;
        final int roomBytes;
        State state;

        Entry(Object event, int roomBytes, State state) {
            this.event = event;
            this.roomBytes = roomBytes;
            this.state = state;
        }
    }

    private final ArrayDeque<Entry> entries = new ArrayDeque<>();
    private int usedBytes;
    private long lost;

    private MemoryRing(MapType type, int maxEntries) {
        super(type, maxEntries);
    }

    int capacity() {
        return maxEntries;
    }

    @SuppressWarnings("unchecked")
    public @Nullable T reserve() {
        Layout layout = valueLayout();
        Entry entry = enter(layout.zero(), layout.bytes(), State.RESERVED);
        return entry == null ? null : (T) entry.event;
    }

    public void submit(T event) {
        reserved(event).state = State.SUBMITTED;
    }

    public void discard(T event) {
        reserved(event).state = State.DISCARDED;
    }

    public boolean output(T event, int lengthBytes) {
        Layout layout = Layout.of(event.getClass());
        byte[] encoded = layout.encode(event);
        Arrays.fill(encoded, Math.min(lengthBytes, encoded.length), encoded.length, (byte) 0);
        return enter(layout.read(MemorySegment.ofArray(encoded), 0), lengthBytes, State.SUBMITTED) != null;
    }

    /** Takes the events out that a reader would see now: up to the first that is still reserved. */
    @SuppressWarnings("unchecked")
    List<T> drain() {
        List<T> events = new ArrayList<>();
        while (!entries.isEmpty() && entries.peek().state != State.RESERVED) {
            Entry entry = entries.remove();
            usedBytes -= entry.roomBytes;
            if (entry.state == State.SUBMITTED) {
                events.add((T) entry.event);
            }
        }
        return events;
    }

    /** Events that found no room. */
    long lost() {
        return lost;
    }

    @Override
    void reset() {
        entries.clear();
        usedBytes = 0;
        lost = 0;
    }

    private @Nullable Entry enter(Object event, int bytes, State state) {
        int room = (bytes + HEADER_BYTES + 7) / 8 * 8;
        if (usedBytes + room >= capacity()) {
            lost++;
            return null;
        }
        usedBytes += room;
        Entry entry = new Entry(event, room, state);
        entries.add(entry);
        return entry;
    }

    private Entry reserved(T event) {
        for (Entry entry : entries) {
            if (entry.event == event && entry.state == State.RESERVED) {
                return entry;
            }
        }
        throw new IllegalStateException("not reserved, or given back before: " + event);
    }
}
