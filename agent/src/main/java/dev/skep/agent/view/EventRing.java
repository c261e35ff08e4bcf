package dev.skep.agent.view;

import dev.skep.events.model.Event;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The last events of a kind, the oldest overwritten. */
final class EventRing {
    private final @Nullable Event[] events;
    private long added;

    EventRing(int capacity) {
        events = new Event[capacity];
    }

    void add(Event event) {
        events[(int) (added++ % events.length)] = event;
    }

    /** Appends what is remembered, oldest first. */
    void copyTo(List<Event> target) {
        for (long i = Math.max(0, added - events.length); i < added; i++) {
            Event event = events[(int) (i % events.length)];
            if (event != null) {
                target.add(event);
            }
        }
    }
}
