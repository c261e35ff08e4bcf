package dev.skep.cli.stream;

import dev.skep.cli.print.EventColumns;
import dev.skep.events.model.Event;
import dev.skep.events.model.Loss;

/** Columns for people. Losses go to standard error, so that they cannot be taken for events. */
public record ColumnFormat(EventColumns columns) implements EventFormat {
    @Override
    public String header() {
        return columns.header();
    }

    @Override
    public void append(Event event, StringBuilder out) {
        out.append(columns.line(event));
    }

    @Override
    public boolean append(Loss loss, StringBuilder out) {
        return false;
    }
}
