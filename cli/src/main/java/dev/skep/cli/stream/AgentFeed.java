package dev.skep.cli.stream;

import dev.skep.agent.client.AgentClient;
import dev.skep.agent.client.EventLines;
import dev.skep.agent.json.JsonException;
import dev.skep.agent.stream.EventQuery;
import dev.skep.events.EventFilter;
import dev.skep.events.EventSink;
import dev.skep.events.EventSource;
import dev.skep.events.model.Loss;
import dev.skep.events.model.ProgramCost;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Events of a running agent, over its socket. */
public final class AgentFeed implements EventFeed {
    private final AgentClient agent;
    private final Runnable ended;
    private volatile @Nullable String failure;

    /**
     * A feed from an agent.
     *
     * @param ended run when the agent ended the stream
     */
    public AgentFeed(AgentClient agent, Runnable ended) {
        this.agent = agent;
        this.ended = ended;
    }

    /** Why the stream ended before it was closed, or null if it did not. */
    public @Nullable String failure() {
        return failure;
    }

    @Override
    public EventSource open(EventFilter filter, EventSink sink) {
        EventLines lines = agent.events(EventQuery.of(filter));
        Reading reading = new Reading(lines, sink);
        reading.thread.start();
        return reading;
    }

    /** One stream and the thread that reads it. */
    private final class Reading implements EventSource {
        private final EventLines lines;
        private final EventSink sink;
        private final Map<String, Loss> losses = new LinkedHashMap<>();
        private final Thread thread =
                Thread.ofPlatform().daemon().name("skep-agent-stream").unstarted(this::read);
        private volatile boolean closed;

        Reading(EventLines lines, EventSink sink) {
            this.lines = lines;
            this.sink = sink;
        }

        private void read() {
            String reason = "the agent ended";
            try {
                lines.read(sink::accept, this::add);
            } catch (IOException | JsonException e) {
                reason = "the stream from the agent broke: " + e.getMessage();
            }
            if (!closed) {
                failure = reason;
                ended.run();
            }
        }

        private synchronized void add(Loss loss) {
            losses.put(loss.hook() + ' ' + loss.cpu() + ' ' + loss.reason(), loss);
        }

        @Override
        public synchronized List<Loss> losses() {
            return new ArrayList<>(losses.values());
        }

        @Override
        public List<ProgramCost> costs() {
            return List.of(); // the agent shows its own
        }

        @Override
        public void close() {
            closed = true;
            try {
                lines.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
