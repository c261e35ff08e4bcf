package dev.skep.bpf.ring;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.skep.bpf.map.BpfMap;
import dev.skep.bpf.map.MapType;
import dev.skep.bpf.map.UpdateMode;
import dev.skep.bpf.sys.Cpus;
import dev.skep.bpf.sys.Epoll;
import dev.skep.bpf.sys.EventFd;
import dev.skep.bpf.sys.PageSize;
import dev.skep.bpf.sys.Scratch;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads what programs write with {@code bpf_perf_event_output}: one buffer per CPU that is online when it opens. For
 * kernels and helpers that a ring buffer does not serve; prefer {@link RingBufferReader} elsewhere.
 *
 * <p>One thread polls; {@link #wakeUp()} may be called by any. Do not close while another thread polls. Samples that did
 * not fit are counted for each CPU: exactly and at once since Linux 6.0, before that when the next sample fits.
 */
public final class PerfBufferReader implements AutoCloseable {
    private static final long WAKE_TOKEN = -1;
    private static final int MAX_EVENTS = 64;

    private final BpfMap map;
    private final PerfRecordHandler handler;
    private final Epoll epoll;
    private final EventFd wake;
    private final Arena arena;
    private final List<PerfRing> rings = new ArrayList<>();

    private PerfBufferReader(BpfMap map, PerfRecordHandler handler, Epoll epoll, EventFd wake, Arena arena) {
        this.map = map;
        this.handler = handler;
        this.epoll = epoll;
        this.wake = wake;
        this.arena = arena;
    }

    /**
     * Opens a buffer on each online CPU and puts it into the map.
     *
     * @param map         of type {@code PERF_EVENT_ARRAY}; must stay open as long as the reader
     * @param bytesPerCpu buffer size, rounded up to a power of two of pages
     * @param wakeupBytes how much must wait on a CPU before {@link #poll} returns early; 0 for every sample
     * @param handler     receives the samples
     */
    public static PerfBufferReader open(BpfMap map, int bytesPerCpu, int wakeupBytes, PerfRecordHandler handler) {
        if (map.type() != MapType.PERF_EVENT_ARRAY) {
            throw new IllegalArgumentException(map + " is not a perf event array");
        }
        int dataBytes = (int) Math.max(PageSize.bytes(), Integer.highestOneBit(Math.max(2, bytesPerCpu) - 1) * 2L);
        var reader = new PerfBufferReader(map, handler, Epoll.create(MAX_EVENTS), EventFd.create(), Arena.ofShared());
        try {
            reader.epoll.add(reader.wake.fd(), Epoll.IN, WAKE_TOKEN);
            MemorySegment unwrapped = reader.arena.allocate(PerfBufferLayout.MAX_RECORD_BYTES, 8);
            for (int cpu : Cpus.online()) {
                if (cpu < map.maxEntries()) {
                    reader.add(PerfRing.open(cpu, dataBytes, wakeupBytes, unwrapped));
                }
            }
            return reader;
        } catch (RuntimeException failure) {
            reader.close();
            throw failure;
        }
    }

    private void add(PerfRing ring) {
        rings.add(ring);
        try (Scratch scratch = Scratch.open()) {
            MemorySegment key = scratch.allocate(4, 4);
            MemorySegment value = scratch.allocate(4, 4);
            key.set(JAVA_INT, 0, ring.cpu());
            value.set(JAVA_INT, 0, ring.event().number());
            map.update(key, value, UpdateMode.ANY);
        }
        epoll.add(ring.event(), Epoll.IN_EDGE, ring.cpu());
        ring.enable();
    }

    /**
     * Waits for a wake-up or the timeout, then drains the buffers of all CPUs.
     *
     * @param timeoutMillis longest wait; 0 for none, −1 for no limit
     * @return samples handed over
     */
    public long poll(int timeoutMillis) {
        int ready = epoll.await(timeoutMillis);
        for (int i = 0; i < ready; i++) {
            if (epoll.token(i) == WAKE_TOKEN) {
                wake.drain();
            }
        }
        return drain();
    }

    /** Hands over what is there now, without waiting. */
    public long drain() {
        long handed = 0;
        for (int i = 0; i < rings.size(); i++) {
            handed += rings.get(i).drain(handler);
        }
        return handed;
    }

    /** Makes the current or next {@link #poll} return at once. */
    public void wakeUp() {
        wake.signal();
    }

    /** Samples handed over from all CPUs. */
    public long records() {
        return rings.stream().mapToLong(PerfRing::records).sum();
    }

    /** Samples lost on all CPUs because a buffer was full. */
    public long lost() {
        return rings.stream().mapToLong(PerfRing::lost).sum();
    }

    /** Samples lost on one CPU; 0 for a CPU that is not read. */
    public long lost(int cpu) {
        return rings.stream()
                .filter(ring -> ring.cpu() == cpu)
                .mapToLong(PerfRing::lost)
                .sum();
    }

    @Override
    public void close() {
        rings.forEach(PerfRing::close);
        rings.clear();
        wake.close();
        epoll.close();
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }
}
