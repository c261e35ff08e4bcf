package dev.skep.events.pipeline;

import dev.skep.events.model.Loss;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * The account of events that happened and were not delivered: those that the pipeline itself counts, and those that are
 * counted elsewhere (in the kernel, per CPU) and read when somebody asks. Safe for use by several threads.
 */
public final class LossLedger {
    private final Map<String, Counter> counters = new ConcurrentHashMap<>();
    private final List<Supplier<List<Loss>>> readers = new CopyOnWriteArrayList<>();

    /** A count of losses of one kind in one place. */
    public static final class Counter {
        private final String hook;
        private final String reason;
        private final AtomicLong count = new AtomicLong();

        private Counter(String hook, String reason) {
            this.hook = hook;
            this.reason = reason;
        }

        /** Counts one event. */
        public void increment() {
            count.incrementAndGet();
        }

        /** How many so far. */
        public long count() {
            return count.get();
        }
    }

    /** The counter of a place and a reason, as {@link Loss} names them; always the same one. */
    public Counter counter(String hook, String reason) {
        return counters.computeIfAbsent(hook + '\n' + reason, key -> new Counter(hook, reason));
    }

    /** Adds a source of counts that never decrease. */
    public void addReader(Supplier<List<Loss>> reader) {
        readers.add(reader);
    }

    /** Every place that lost events so far. */
    public List<Loss> losses() {
        List<Loss> losses = new ArrayList<>();
        for (Counter counter : counters.values()) {
            losses.add(new Loss(counter.hook, -1, counter.reason, counter.count()));
        }
        for (Supplier<List<Loss>> reader : readers) {
            losses.addAll(reader.get());
        }
        losses.removeIf(loss -> loss.count() == 0);
        losses.sort(java.util.Comparator.comparing(Loss::hook)
                .thenComparing(Loss::reason)
                .thenComparingInt(Loss::cpu));
        return losses;
    }
}
