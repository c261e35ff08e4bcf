package dev.skep.agent.stream;

import dev.skep.agent.json.EventJson;
import dev.skep.events.EventSink;
import dev.skep.events.model.Event;
import dev.skep.events.model.Loss;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/**
 * Hands each event to the consumers that keep up by design (tables, counters), on the pipeline's own thread, and to any
 * number of {@linkplain Subscription subscriptions}, which may be slow: theirs is a bounded queue, and what does not fit is
 * counted, never waited for.
 */
public final class EventHub implements EventSink {
    private static final System.Logger LOG = System.getLogger(EventHub.class.getName());

    private final List<EventSink> consumers;
    private final AtomicLong dropped = new AtomicLong();
    private final AtomicLong consumerErrors = new AtomicLong();
    private volatile Subscription[] subscriptions = {};

    /** Hands events to the given consumers, in this order. */
    public EventHub(List<? extends EventSink> consumers) {
        this.consumers = List.copyOf(consumers);
    }

    @Override
    public void accept(Event event) {
        for (EventSink consumer : consumers) {
            deliver(event, consumer);
        }
        for (Subscription subscription : subscriptions) {
            subscription.offer(event);
        }
    }

    /**
     * Begins to queue the events that {@code filter} admits. The filter runs on the pipeline's thread.
     *
     * @param capacity how many events may wait before further ones are dropped
     */
    public synchronized Subscription subscribe(Predicate<Event> filter, int capacity) {
        Subscription subscription = new Subscription(this, filter, capacity);
        List<Subscription> all = new ArrayList<>(Arrays.asList(subscriptions));
        all.add(subscription);
        subscriptions = all.toArray(Subscription[]::new);
        return subscription;
    }

    /** How many subscriptions are open. */
    public int subscribers() {
        return subscriptions.length;
    }

    /** What subscriptions, also those closed since, and failing consumers lost. */
    public List<Loss> losses() {
        List<Loss> losses = new ArrayList<>(2);
        addLoss(losses, "agent/stream", "queue_full", dropped.get());
        addLoss(losses, "agent/consumer", "error", consumerErrors.get());
        return losses;
    }

    void countDropped() {
        dropped.incrementAndGet();
    }

    synchronized void remove(Subscription subscription) {
        List<Subscription> all = new ArrayList<>(Arrays.asList(subscriptions));
        all.remove(subscription);
        subscriptions = all.toArray(Subscription[]::new);
    }

    /** One consumer's bug must not stop the host's observation for all others; it is counted, and told once. */
    private void deliver(Event event, EventSink consumer) {
        try {
            consumer.accept(event);
        } catch (RuntimeException e) {
            if (consumerErrors.getAndIncrement() == 0) {
                LOG.log(System.Logger.Level.ERROR, "a consumer failed on " + EventJson.type(event), e);
            }
        }
    }

    private static void addLoss(List<Loss> losses, String hook, String reason, long count) {
        if (count > 0) {
            losses.add(new Loss(hook, -1, reason, count));
        }
    }
}
