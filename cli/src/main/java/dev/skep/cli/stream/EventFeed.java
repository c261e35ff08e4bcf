package dev.skep.cli.stream;

import dev.skep.events.EventFilter;
import dev.skep.events.EventSink;
import dev.skep.events.EventSource;
import java.io.IOException;

/** Where events come from: a running agent, or probes of our own. */
@FunctionalInterface
public interface EventFeed {
    /**
     * Starts to deliver what {@code filter} lets pass.
     *
     * @throws IOException if the agent is there and does not answer
     */
    EventSource open(EventFilter filter, EventSink sink) throws IOException;
}
