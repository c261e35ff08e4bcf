package dev.skep.agent;

import dev.skep.events.EventFilter;
import dev.skep.events.EventSink;
import dev.skep.events.EventSource;
import dev.skep.events.model.Event;
import dev.skep.events.model.Loss;
import dev.skep.events.model.ProgramCost;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Stands where the probes stand: a test says what happens on the host. */
public final class FixtureSource implements EventSource {
    private final List<Loss> losses = new CopyOnWriteArrayList<>();
    private volatile EventSink sink = event -> {};
    private volatile boolean closed;

    /** To be given to {@link Agent#start} as {@code source::start}. */
    public EventSource start(EventFilter filter, EventSink target) {
        sink = target;
        return this;
    }

    /** An event happens. */
    public void happens(Event event) {
        sink.accept(event);
    }

    /** The probes lose something. */
    public void loses(Loss loss) {
        losses.removeIf(l -> l.hook().equals(loss.hook()));
        losses.add(loss);
    }

    public boolean isClosed() {
        return closed;
    }

    @Override
    public List<Loss> losses() {
        return List.copyOf(losses);
    }

    @Override
    public List<ProgramCost> costs() {
        return List.of(new ProgramCost("on_exec", "tp_btf/sched_process_exec", 12, 14_400));
    }

    @Override
    public void close() {
        closed = true;
    }
}
