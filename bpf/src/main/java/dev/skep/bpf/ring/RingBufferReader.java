package dev.skep.bpf.ring;

import dev.skep.bpf.map.BpfMap;
import dev.skep.bpf.sys.Epoll;
import dev.skep.bpf.sys.EventFd;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads any number of ring buffers on one thread. Records are handed over in place, without copying or allocating.
 *
 * <p>{@link #poll} drains every ring when a producer wakes it <em>and</em> when its time is over, so it suits both kinds of
 * producers: those that wake (each event costs the traced process microseconds) and those that submit with
 * {@code BPF_RB_NO_WAKEUP}, for which the timeout is the longest delay.
 *
 * <pre>{@code
 * try (RingBufferReader reader = RingBufferReader.open()) {
 *     reader.add(events, (ring, offset, length) -> ...);
 *     while (running) {
 *         reader.poll(10);
 *     }
 * }
 * }</pre>
 *
 * One thread polls; {@link #wakeUp()} may be called by any. Do not close while another thread polls. What did not fit a
 * ring is known to the program only, which counts it: {@code reserve} answered null.
 */
public final class RingBufferReader implements AutoCloseable {
    private static final long WAKE_TOKEN = -1;
    private static final int MAX_EVENTS = 64;

    /** A ring that is written as fast as it is read gives way to the others after so many records. */
    private static final long RECORDS_PER_TURN = 1 << 16;

    private final Epoll epoll;
    private final EventFd wake;
    private final List<RingBuffer> rings = new ArrayList<>();
    private boolean unfinished;

    private RingBufferReader(Epoll epoll, EventFd wake) {
        this.epoll = epoll;
        this.wake = wake;
    }

    /** A reader without rings. */
    public static RingBufferReader open() {
        Epoll epoll = Epoll.create(MAX_EVENTS);
        try {
            EventFd wake = EventFd.create();
            epoll.add(wake.fd(), Epoll.IN, WAKE_TOKEN);
            return new RingBufferReader(epoll, wake);
        } catch (RuntimeException failure) {
            epoll.close();
            throw failure;
        }
    }

    /**
     * Adds a ring; not while another thread polls.
     *
     * @param map     of type {@code RINGBUF}; the ring stays readable even if the map object is closed
     * @param handler receives its records
     */
    public RingBufferReader add(BpfMap map, RecordHandler handler) {
        RingBuffer ring = RingBuffer.map(map, handler);
        rings.add(ring);
        // Edge triggered: level triggering would spin on a ring whose producers do not ask for wake-ups.
        epoll.add(map.fd(), Epoll.IN_EDGE, rings.size() - 1);
        return this;
    }

    /**
     * Waits for a producer's wake-up, {@link #wakeUp()} or the timeout, then drains every ring.
     *
     * @param timeoutMillis longest wait; 0 for none, −1 for no limit
     * @return records handed over
     */
    public long poll(int timeoutMillis) {
        int ready = epoll.await(unfinished ? 0 : timeoutMillis);
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
        unfinished = false;
        for (int i = 0; i < rings.size(); i++) {
            long count = rings.get(i).drain(RECORDS_PER_TURN);
            unfinished |= count == RECORDS_PER_TURN;
            handed += count;
        }
        return handed;
    }

    /** Makes the current or next {@link #poll} return at once. */
    public void wakeUp() {
        wake.signal();
    }

    /** Records handed over from all rings. */
    public long records() {
        return rings.stream().mapToLong(RingBuffer::records).sum();
    }

    /** Records that programs reserved and then discarded. */
    public long discarded() {
        return rings.stream().mapToLong(RingBuffer::discarded).sum();
    }

    /** Bytes that wait in all rings. */
    public long pendingBytes() {
        return rings.stream().mapToLong(RingBuffer::pendingBytes).sum();
    }

    @Override
    public void close() {
        rings.forEach(RingBuffer::close);
        wake.close();
        epoll.close();
    }
}
