package dev.skep.agent.server;

import dev.skep.agent.json.EventJson;
import dev.skep.agent.stream.CgroupScope;
import dev.skep.agent.stream.EventQuery;
import dev.skep.agent.stream.Pace;
import dev.skep.agent.stream.Subscription;
import dev.skep.events.model.Event;
import dev.skep.events.model.Loss;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One reader's stream of events, written by the reader's own (virtual) thread. What has piled up goes out in one piece, and
 * then a moment passes: many events cost few writes, while the first after a pause is not kept waiting. A write that blocks
 * fills the reader's queue, not the pipeline.
 */
final class EventStream {
    private static final int MAX_BATCH = 1024;
    private static final Duration PAUSE = Duration.ofMillis(10);
    private static final Duration PATIENCE = Duration.ofMillis(250);
    private static final long LEDGER_NANOS = Duration.ofSeconds(1).toNanos();
    private static final long SIGN_OF_LIFE_NANOS = Duration.ofSeconds(5).toNanos();

    private final AgentState state;
    private final EventQuery query;
    private final @Nullable CgroupScope scope;
    private final @Nullable Pace pace;
    private final Format format;
    private final StringBuilder text = new StringBuilder(64 * 1024);
    private final Map<String, Long> reportedLosses = new HashMap<>();

    /** How lines are framed. */
    enum Format {
        JSON_LINES("application/x-ndjson", "", "\n", "\n"),
        SERVER_SENT_EVENTS("text/event-stream", "data: ", "\n\n", ":\n\n");

        final String contentType;
        final String before;
        final String after;
        final String signOfLife;

        Format(String contentType, String before, String after, String signOfLife) {
            this.contentType = contentType;
            this.before = before;
            this.after = after;
            this.signOfLife = signOfLife;
        }
    }

    EventStream(AgentState state, EventQuery query, @Nullable CgroupScope scope, Format format) {
        this.state = state;
        this.query = query;
        this.scope = scope;
        this.pace = query.maxPerSecond().isEmpty()
                ? null
                : new Pace(query.maxPerSecond().getAsInt(), System.nanoTime());
        this.format = format;
    }

    /** Whether an event may have to be written; asked by the pipeline. */
    boolean mayAdmit(Event event) {
        return query.admits(event)
                && (scope == null || scope.mayContain(event.process().cgroupId()))
                && (pace == null || pace.admits(event, System.nanoTime()));
    }

    /** Writes until {@code closing}, or until the reader goes away, which is an {@link IOException}. */
    void run(Subscription subscription, OutputStream out, BooleanSupplier closing)
            throws IOException, InterruptedException {
        List<Event> batch = new ArrayList<>();
        for (Loss loss : state.sourceLosses().get()) {
            reportedLosses.put(key(loss), loss.count());
        }
        text.append(format.signOfLife); // tells the reader that from here on nothing is missed
        long nextLedger = System.nanoTime() + LEDGER_NANOS;
        long lastWrite = System.nanoTime();
        while (!closing.getAsBoolean()) {
            for (Event event : batch) {
                append(event);
            }
            long now = System.nanoTime();
            if (now - nextLedger >= 0) {
                appendSkipped();
                appendLosses(subscription);
                nextLedger = now + LEDGER_NANOS;
            }
            if (text.isEmpty() && now - lastWrite > SIGN_OF_LIFE_NANOS) {
                text.append(format.signOfLife);
            }
            if (!text.isEmpty()) {
                out.write(text.toString().getBytes(StandardCharsets.UTF_8));
                out.flush();
                text.setLength(0);
                lastWrite = now;
                Thread.sleep(PAUSE);
            }
            batch.clear();
            subscription.take(batch, MAX_BATCH, PATIENCE);
        }
    }

    private void append(Event event) {
        if (scope == null || scope.contains(event.process().cgroupId())) {
            text.append(format.before);
            EventJson.write(event, text);
            text.append(format.after);
        }
    }

    private void appendSkipped() {
        long skipped = pace == null ? 0 : pace.takeSkipped();
        if (skipped > 0) {
            text.append(format.before);
            EventJson.writeSkipped(skipped, unixNanos(), text);
            text.append(format.after);
        }
    }

    private void appendLosses(Subscription subscription) {
        if (!query.wantsLosses()) {
            return;
        }
        for (Loss loss : state.sourceLosses().get()) {
            appendIfNew(loss);
        }
        appendIfNew(new Loss("agent/stream", -1, "queue_full", subscription.dropped()));
    }

    private void appendIfNew(Loss loss) {
        Long reported = reportedLosses.put(key(loss), loss.count());
        if (loss.count() > (reported == null ? 0 : reported)) {
            text.append(format.before);
            EventJson.write(loss, unixNanos(), text);
            text.append(format.after);
        }
    }

    private static long unixNanos() {
        Instant now = Instant.now();
        return now.getEpochSecond() * 1_000_000_000L + now.getNano();
    }

    private static String key(Loss loss) {
        return loss.hook() + ' ' + loss.cpu() + ' ' + loss.reason();
    }
}
