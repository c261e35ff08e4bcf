package dev.skep.cli.stream;

import dev.skep.agent.json.EventJson;
import dev.skep.events.model.Event;
import dev.skep.events.model.Loss;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** One JSON object per line; losses are objects among them, of {@code type} {@code loss}. */
public record JsonFormat() implements EventFormat {
    @Override
    public String header() {
        return "";
    }

    @Override
    public void append(Event event, StringBuilder out) {
        EventJson.write(event, out);
    }

    @Override
    public boolean append(Loss loss, StringBuilder out) {
        Instant now = Instant.now();
        EventJson.write(loss, TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano(), out);
        return true;
    }
}
