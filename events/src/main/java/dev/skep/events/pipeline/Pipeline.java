package dev.skep.events.pipeline;

import dev.skep.bpf.map.BpfMap;
import dev.skep.bpf.ring.RingBufferReader;

/**
 * The one thread that reads the ring. Records are handed over at the latest {@value #DRAIN_MILLIS} ms after they were
 * written, because programs do not wake the reader for each (that would cost the traced process microseconds), only when
 * the ring is half full.
 */
public final class Pipeline implements AutoCloseable {
    /** Longest delay between an event and its delivery. */
    public static final int DRAIN_MILLIS = 10;

    private static final long TICK_NANOS = 500_000_000L;

    private final RecordDecoder decoder;
    private final RingBufferReader reader = RingBufferReader.open();
    private final Thread thread;
    private volatile boolean running = true;
    private boolean closed;

    /** Reads {@code ring} into {@code decoder} from {@link #start} on. */
    public Pipeline(BpfMap ring, RecordDecoder decoder) {
        this.decoder = decoder;
        reader.add(ring, decoder);
        thread = Thread.ofPlatform().name("skep-events").daemon().unstarted(this::run);
    }

    /** Begins to read. */
    public void start() {
        thread.start();
    }

    /** Records read so far. */
    public long records() {
        return reader.records();
    }

    /** Stops, after handing over what is in the ring. Idempotent. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        running = false;
        reader.wakeUp();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        reader.close();
    }

    private void run() {
        long ticked = System.nanoTime();
        while (running) {
            reader.poll(DRAIN_MILLIS);
            long now = System.nanoTime();
            if (now - ticked > TICK_NANOS) {
                ticked = now;
                decoder.tick(now);
            }
        }
        reader.drain();
    }
}
