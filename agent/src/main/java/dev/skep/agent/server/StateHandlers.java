package dev.skep.agent.server;

import dev.skep.agent.json.EventJson;
import dev.skep.agent.json.JsonWriter;
import dev.skep.agent.metrics.OwnCost;
import dev.skep.agent.view.RecentEvents;
import dev.skep.agent.view.ServiceStats;
import dev.skep.agent.view.ServiceTable;
import dev.skep.events.model.Event;
import dev.skep.events.model.HttpExchange;
import dev.skep.events.model.Loss;
import dev.skep.events.model.ProgramCost;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/** What can be asked for at once: each answer is one JSON object. docs/reference/api.md describes them. */
final class StateHandlers implements HttpService {
    private static final int DEFAULT_LIMIT = 500;
    private static final int DEFAULT_WINDOW_SECONDS = 60;

    private final AgentState state;

    StateHandlers(AgentState state) {
        this.state = state;
    }

    @Override
    public void routing(HttpRules rules) {
        rules.get("/api/snapshot", json(this::snapshot))
                .get("/api/services", json(this::services))
                .get("/api/losses", json((request, out) -> losses(out)))
                .get("/api/cost", json((request, out) -> cost(out)))
                .get("/api/agent", json((request, out) -> agent(out)))
                .get("/metrics", this::metrics);
    }

    private void snapshot(ServerRequest request, JsonWriter out) {
        RecentEvents.Snapshot snapshot = state.recent().snapshot(number(request, "limit", DEFAULT_LIMIT));
        out.object();
        events(out, "processes", snapshot.processes());
        events(out, "connections", snapshot.connections());
        events(out, "requests", snapshot.requests());
        out.endObject();
    }

    private void services(ServerRequest request, JsonWriter out) {
        int asked = Math.min(number(request, "window", DEFAULT_WINDOW_SECONDS), ServiceTable.MAX_WINDOW_SECONDS);
        boolean withSeconds =
                request.query().first("seconds").map("true"::equals).orElse(false);
        long now = Instant.now().getEpochSecond();
        // Before the agent started there was no silence, there was nobody to listen.
        int window = Math.clamp(now - state.startedAt().getEpochSecond(), 1, asked);
        List<ServiceStats> services = state.services().stats(now, window, withSeconds);
        out.object().field("end_unix_s", now).field("window_s", window).array("services");
        for (ServiceStats service : services) {
            out.object()
                    .field("service", service.name())
                    .field("container_id", service.container())
                    .field("role", service.role() == HttpExchange.Role.SERVER ? "server" : "client")
                    .field("requests", service.requests())
                    .field("errors", service.errors())
                    .field("rate_per_s", service.ratePerSecond())
                    .field("p50_ns", service.p50Nanos())
                    .field("p90_ns", service.p90Nanos())
                    .field("p99_ns", service.p99Nanos());
            if (withSeconds) {
                series(out, service.seconds());
            }
            out.endObject();
        }
        out.endArray().endObject();
    }

    private static void series(JsonWriter out, List<ServiceStats.Second> seconds) {
        out.array("seconds");
        for (ServiceStats.Second second : seconds) {
            out.array()
                    .value(second.requests())
                    .value(second.errors())
                    .value(second.p50Nanos())
                    .value(second.p99Nanos())
                    .endArray();
        }
        out.endArray();
    }

    private void losses(JsonWriter out) {
        out.object().array("losses");
        for (Loss loss : state.losses()) {
            EventJson.write(loss, out);
        }
        out.endArray().endObject();
    }

    private void cost(JsonWriter out) {
        OwnCost own = OwnCost.read();
        out.object()
                .field(
                        "uptime_ns",
                        Duration.between(state.startedAt(), Instant.now()).toNanos())
                .field("cpu_ns", own.cpuNanos())
                .field("resident_bytes", own.residentBytes())
                .field("heap_bytes", own.heapBytes())
                .field("threads", own.threads())
                .field("streams", state.hub().subscribers())
                .array("programs");
        for (ProgramCost cost : state.costs().get()) {
            EventJson.write(cost, out);
        }
        out.endArray().endObject();
    }

    private void agent(JsonWriter out) {
        out.object()
                .field("pid", ProcessHandle.current().pid())
                .field("version", version())
                .field("started_at", state.startedAt().toString())
                .field("host", hostName())
                .field("kernel", System.getProperty("os.version", ""))
                .field("processors", Runtime.getRuntime().availableProcessors())
                .endObject();
    }

    private void metrics(ServerRequest request, ServerResponse response) {
        String accept = String.join(",", request.headers().values(HeaderNames.ACCEPT));
        response.header(HeaderNames.CONTENT_TYPE, dev.skep.agent.metrics.AgentMetrics.contentType(accept));
        try (OutputStream out = response.outputStream()) {
            state.metrics().write(out, accept);
        } catch (IOException e) {
            throw new UncheckedIOException("metrics", e);
        }
    }

    private static void events(JsonWriter out, String name, List<Event> events) {
        out.array(name);
        for (Event event : events) {
            EventJson.write(event, out);
        }
        out.endArray();
    }

    private static io.helidon.webserver.http.Handler json(BiConsumer<ServerRequest, JsonWriter> body) {
        return (request, response) -> {
            response.header(HeaderNames.CACHE_CONTROL, "no-store");
            StringBuilder out = new StringBuilder(4096);
            try {
                body.accept(request, new JsonWriter(out));
            } catch (IllegalArgumentException e) {
                Problem.send(response, Status.BAD_REQUEST_400, e.getMessage());
                return;
            }
            response.header(HeaderNames.CONTENT_TYPE, "application/json")
                    .send(out.append('\n').toString().getBytes(StandardCharsets.UTF_8));
        };
    }

    private static int number(ServerRequest request, String name, int absent) {
        Optional<String> text = request.query().first(name).asOptional();
        try {
            int number = text.map(Integer::parseInt).orElse(absent);
            if (number >= 1) {
                return number;
            }
        } catch (NumberFormatException e) {
            // told below, as for a number out of range
        }
        throw new IllegalArgumentException("'" + name + "' must be a whole number from 1 on");
    }

    private static String version() {
        String version = StateHandlers.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    private static String hostName() {
        try {
            return java.nio.file.Files.readString(java.nio.file.Path.of("/proc/sys/kernel/hostname"))
                    .strip();
        } catch (IOException e) {
            return "localhost";
        }
    }
}
