package dev.skep.events;

import dev.skep.events.model.Event;

/** Takes events, in order, on the pipeline's thread. It must not block: a slow consumer has a queue of its own. */
@FunctionalInterface
public interface EventSink {
    /** Takes one event. */
    void accept(Event event);
}
