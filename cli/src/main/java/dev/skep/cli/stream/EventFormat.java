package dev.skep.cli.stream;

import dev.skep.events.model.Event;
import dev.skep.events.model.Loss;

/** How events look on standard output. */
public interface EventFormat {
    /** The first line, or empty for none. */
    String header();

    /** Appends the event without a line end. */
    void append(Event event, StringBuilder out);

    /** Appends what was lost without a line end, if this format says it among the events; answers whether it did. */
    boolean append(Loss loss, StringBuilder out);
}
