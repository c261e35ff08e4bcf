package dev.skep.agent.stream;

import dev.skep.events.model.Event;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/** A reader's bounded queue of events. Events stop coming when it is closed; what is queued can still be read. */
public final class Subscription implements AutoCloseable {
    private final EventHub hub;
    private final Predicate<Event> filter;
    private final ArrayBlockingQueue<Event> queue;
    private final AtomicLong dropped = new AtomicLong();

    Subscription(EventHub hub, Predicate<Event> filter, int capacity) {
        this.hub = hub;
        this.filter = filter;
        this.queue = new ArrayBlockingQueue<>(capacity);
    }

    /**
     * Waits for an event and takes it and all that wait behind it, at most {@code max}.
     *
     * @return how many were added to {@code batch}; 0 if none came in time
     */
    public int take(Collection<? super Event> batch, int max, Duration patience) throws InterruptedException {
        Event first = queue.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
        if (first == null) {
            return 0;
        }
        batch.add(first);
        return 1 + queue.drainTo(batch, max - 1);
    }

    /** How many events this reader lost by being slow. */
    public long dropped() {
        return dropped.get();
    }

    @Override
    public void close() {
        hub.remove(this);
    }

    void offer(Event event) {
        if (filter.test(event) && !queue.offer(event)) {
            dropped.incrementAndGet();
            hub.countDropped();
        }
    }
}
