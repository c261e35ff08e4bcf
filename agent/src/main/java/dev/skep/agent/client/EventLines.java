package dev.skep.agent.client;

import dev.skep.agent.json.EventReader;
import dev.skep.events.model.Event;
import dev.skep.events.model.Loss;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A stream of events from an agent, line by line, until the agent ends or {@link #close} is called from any thread. */
public final class EventLines implements AutoCloseable {
    private final HttpResponse response;
    private final BufferedReader lines;
    private volatile boolean closed;

    private EventLines(HttpResponse response) {
        this.response = response;
        this.lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8), 64 * 1024);
    }

    /** Waits for the blank line by which the agent says that it queues for this reader now. */
    static EventLines open(HttpResponse response) throws IOException {
        EventLines lines = new EventLines(response);
        lines.lines.readLine();
        return lines;
    }

    /**
     * Waits for the next event or loss, as the JSON line that the agent wrote.
     *
     * @return null at the end
     */
    public @Nullable String next() throws IOException {
        try {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.isEmpty()) {
                    return line;
                }
            }
            return null;
        } catch (ClosedChannelException e) {
            if (closed) {
                return null;
            }
            throw e;
        }
    }

    /** Hands every event and loss to whom it concerns, until the end. */
    public void read(Consumer<Event> events, Consumer<Loss> losses) throws IOException {
        for (String line = next(); line != null; line = next()) {
            EventReader.read(line, events, losses);
        }
    }

    @Override
    public void close() throws IOException {
        closed = true;
        response.close();
    }
}
