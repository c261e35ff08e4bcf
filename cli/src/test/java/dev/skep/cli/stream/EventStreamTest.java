package dev.skep.cli.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skep.cli.Events;
import dev.skep.cli.print.EventColumns;
import dev.skep.events.EventFilter;
import dev.skep.events.EventSink;
import dev.skep.events.EventSource;
import dev.skep.events.model.Event;
import dev.skep.events.model.Loss;
import dev.skep.events.model.ProgramCost;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("unit")
@Timeout(value = 20, unit = TimeUnit.SECONDS)
class EventStreamTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final StringWriter err = new StringWriter();
    private boolean closed;

    @Test
    void stopsAfterTheGivenNumberOfEvents() throws IOException {
        run(new StreamLimits(null, 2), out, false, Events.started(1), Events.started(2), Events.started(3));
        assertThat(lines()).hasSize(3).first().asString().startsWith("TIME");
        assertThat(closed).isTrue();
    }

    @Test
    void stopsAfterTheGivenTimeAndWritesWhatClosingDelivers() throws IOException {
        run(new StreamLimits(Duration.ofMillis(50), 0), out, true, Events.started(1));
        assertThat(lines()).hasSize(3).last().asString().contains("exit");
    }

    @Test
    void endsQuietlyWhenNobodyReads() throws IOException {
        run(StreamLimits.NONE, failing("Broken pipe"), false, Events.started(1));
        assertThat(closed).isTrue();
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void failsWhenTheDiskIsFull() {
        assertThatThrownBy(() -> run(StreamLimits.NONE, failing("No space left on device"), false, Events.started(1)))
                .hasMessage("No space left on device");
        assertThat(closed).isTrue();
    }

    @Test
    void tellsLossesOnStandardErrorOnce() throws IOException {
        run(new StreamLimits(Duration.ofMillis(20), 0), out, false);
        assertThat(err.toString()).isEqualTo("skep: 7 events lost: ring_full at tp_btf/x on CPU 1\n");
    }

    @Test
    void jsonHasLossesAmongTheEvents() throws IOException {
        stream(new JsonFormat(), out)
                .run(
                        feed(false, Events.started(1)),
                        EventFilter.everything(),
                        new StreamLimits(Duration.ofMillis(20), 0));
        assertThat(lines()).hasSize(2);
        assertThat(lines().getFirst())
                .startsWith("{\"type\":\"process_started\"")
                .endsWith("}");
        assertThat(lines().getLast()).contains("\"type\":\"loss\"", "\"count\":7");
    }

    private void run(StreamLimits limits, OutputStream to, boolean oneMoreOnClose, Event... events) throws IOException {
        stream(new ColumnFormat(new EventColumns(false, ZoneOffset.UTC)), to)
                .run(feed(oneMoreOnClose, events), EventFilter.everything(), limits);
    }

    private EventStream stream(EventFormat format, OutputStream to) {
        return new EventStream(format, event -> true, to, new PrintWriter(err));
    }

    private EventFeed feed(boolean oneMoreOnClose, Event... events) {
        return (filter, sink) -> {
            List.of(events).forEach(sink::accept);
            return source(oneMoreOnClose, sink);
        };
    }

    private EventSource source(boolean oneMoreOnClose, EventSink sink) {
        return new EventSource() {
            @Override
            public List<Loss> losses() {
                return List.of(new Loss("tp_btf/x", 1, "ring_full", 7));
            }

            @Override
            public List<ProgramCost> costs() {
                return List.of();
            }

            @Override
            public void close() {
                if (oneMoreOnClose && !closed) {
                    sink.accept(Events.exited(1, 0, 0));
                }
                closed = true;
            }
        };
    }

    private static OutputStream failing(String message) {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException(message);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                throw new IOException(message);
            }
        };
    }

    private List<String> lines() {
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }
}
