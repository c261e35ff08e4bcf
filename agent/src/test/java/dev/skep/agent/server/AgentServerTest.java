package dev.skep.agent.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skep.agent.Agent;
import dev.skep.agent.AgentConfig;
import dev.skep.agent.FixtureSource;
import dev.skep.agent.Samples;
import dev.skep.agent.json.EventJson;
import dev.skep.agent.json.JsonReader;
import dev.skep.events.model.Loss;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("unit")
class AgentServerTest {
    private static final int CAPACITY = 100;

    @TempDir
    Path directory;

    private final FixtureSource source = new FixtureSource();
    private final HttpClient http = HttpClient.newHttpClient();
    private Agent agent;
    private URI page;

    @BeforeEach
    void start() {
        AgentConfig config = AgentConfig.defaults()
                .withPort(0)
                .withRuntimeDirectory(directory)
                .withStreamCapacity(CAPACITY);
        agent = Agent.start(config, source::start);
        page = agent.awaitServer().page().orElseThrow();
    }

    @AfterEach
    void stop() {
        http.close();
        agent.close();
    }

    @Test
    void showsWhatIsAliveAndWhatWasLast() throws Exception {
        Samples.oneOfEach().forEach(source::happens);
        Map<?, ?> snapshot = (Map<?, ?>) json("/api/snapshot");
        assertThat(types(snapshot.get("processes"))).containsExactly("process_exited");
        assertThat(types(snapshot.get("connections"))).containsExactly("tcp_opened", "tcp_failed", "tcp_closed");
        assertThat(types(snapshot.get("requests"))).containsExactly("http");
    }

    @Test
    void showsRateErrorsAndDurationPerService() throws Exception {
        long second = Instant.now().getEpochSecond();
        for (int i = 0; i < 60; i++) {
            int status = i < 6 ? 503 : 200;
            source.happens(Samples.http(Samples.NGINX, second * 1_000_000_000L, "GET", "/", status, 2_000_000));
        }
        while (Instant.now().getEpochSecond() == second) {
            Thread.sleep(20); // a second counts when it is over
        }
        Map<?, ?> answer = (Map<?, ?>) json("/api/services?window=60&seconds=true");
        long window = (Long) answer.get("window_s");
        assertThat(window).as("not longer than the agent runs").isBetween(1L, 30L);
        Map<?, ?> service = (Map<?, ?>) ((List<?>) answer.get("services")).getFirst();
        assertThat(service.get("service")).isEqualTo("nginx");
        assertThat(service.get("requests")).isEqualTo(60L);
        assertThat(service.get("errors")).isEqualTo(6L);
        assertThat((Double) service.get("rate_per_s")).isEqualTo(60.0 / window);
        assertThat((Long) service.get("p99_ns")).isBetween(1_800_000L, 2_200_000L);
        assertThat((List<?>) service.get("seconds")).hasSize((int) window);
    }

    @Test
    void showsLossesAndCosts() throws Exception {
        source.loses(new Loss("tp_btf/sched_process_exec", 1, "ring_full", 5));
        assertThat(get("/api/losses").body())
                .contains("{\"hook\":\"tp_btf/sched_process_exec\",\"cpu\":1,\"reason\":\"ring_full\",\"count\":5}");
        Map<?, ?> cost = (Map<?, ?>) json("/api/cost");
        assertThat((Long) cost.get("resident_bytes")).isGreaterThan(10_000_000L);
        assertThat((List<?>) cost.get("programs")).hasSize(1);
    }

    @Test
    void streamsOnlyWhatWasAskedFor() throws Exception {
        try (Stream stream = new Stream("/api/events?type=http&comm=nginx", "*/*")) {
            Samples.oneOfEach().forEach(source::happens);
            source.happens(Samples.http(Samples.CURL, Samples.TIME, "GET", "/other", 200, 1));
            source.happens(Samples.http("GET", "/second", 200, 1));
            assertThat(stream.next()).contains("/cart?id=7");
            assertThat(stream.next()).contains("/second");
        }
    }

    @Test
    void streamsServerSentEventsToWhoAcceptsThem() throws Exception {
        try (Stream stream = new Stream("/api/events", "text/event-stream")) {
            source.happens(Samples.http("GET", "/a", 200, 1));
            StringBuilder expected = new StringBuilder("data: ");
            EventJson.write(Samples.http("GET", "/a", 200, 1), expected);
            assertThat(stream.next()).isEqualTo(":");
            assertThat(stream.next()).isEqualTo(expected.toString());
            assertThat(stream.contentType()).startsWith("text/event-stream");
        }
    }

    @Test
    void tellsAReaderOfNewLosses() throws Exception {
        source.loses(new Loss("tp_btf/sched_process_exec", 1, "ring_full", 5));
        try (Stream stream = new Stream("/api/events?type=loss", "*/*")) {
            source.loses(new Loss("tp_btf/sched_process_exec", 1, "ring_full", 7));
            assertThat(stream.next()).contains("\"type\":\"loss\"").contains("\"count\":7");
        }
    }

    @Test
    void leavesOutRoutineForAReaderWhoWantsLess() throws Exception {
        try (Stream stream = new Stream("/api/events?type=http&max_per_second=10", "*/*")) {
            for (int i = 0; i < 50; i++) {
                source.happens(Samples.http("GET", "/routine", 200, 1));
            }
            source.happens(Samples.http("GET", "/failed", 500, 1));
            for (int i = 0; i < 10; i++) {
                assertThat(stream.next()).contains("/routine");
            }
            assertThat(stream.next()).contains("/failed");
            assertThat(stream.next()).contains("\"type\":\"skipped\"").contains("\"count\":40");
        }
        assertThat(agent.hub().losses()).isEmpty();
    }

    @Test
    void dropsAndCountsWhatASlowReaderDoesNotTake() throws Exception {
        try (Stream _ = new Stream("/api/events", "*/*")) {
            String target = "/" + "x".repeat(2000);
            for (int i = 0; i < 20_000; i++) {
                source.happens(Samples.http("GET", target, 200, 1));
            }
            assertThat(agent.hub().losses())
                    .singleElement()
                    .satisfies(loss -> assertThat(loss.reason()).isEqualTo("queue_full"))
                    .satisfies(loss -> assertThat(loss.count()).isBetween(1L, 20_000L));
        }
    }

    @Test
    void refusesBadQueriesWithAReason() throws Exception {
        for (String path : List.of(
                "/api/events?type=dns",
                "/api/events?pid=x",
                "/api/events?max_per_second=0",
                "/api/events?cgroup=../../etc",
                "/api/events?comm=a&comm=b",
                "/api/snapshot?limit=0",
                "/api/services?window=abc")) {
            HttpResponse<String> response = get(path);
            assertThat(response.statusCode()).as(path).isEqualTo(400);
            assertThat(response.body()).as(path).contains("\"detail\":\"");
        }
        assertThat(get("/api/nothing").statusCode()).isEqualTo(404);
        assertThat(get("/../../etc/passwd").statusCode()).isIn(400, 404);
    }

    @Test
    void limitsHowManyStreamsAreOpen() throws Exception {
        List<Stream> streams = new ArrayList<>();
        for (int i = 0; i < AgentConfig.defaults().maxStreams(); i++) {
            streams.add(new Stream("/api/events", "*/*"));
        }
        assertThat(get("/api/events").statusCode()).isEqualTo(503);
        for (Stream stream : streams) {
            stream.close();
        }
    }

    @Test
    void answersToAddressesAndLocalhostOnly() throws Exception {
        assertThat(rawStatus("Host: evil.example:" + page.getPort())).isEqualTo(403);
        assertThat(rawStatus("Host: 127.0.0.1.evil.example")).isEqualTo(403);
        assertThat(rawStatus("Host: localhost:" + page.getPort())).isEqualTo(200);
        assertThat(rawStatus("Host: [::1]:" + page.getPort())).isEqualTo(200);
        assertThat(rawStatus("Host: localhost", "Sec-Fetch-Site: cross-site")).isEqualTo(403);
        assertThat(rawStatus("Host: localhost", "Sec-Fetch-Site: same-origin")).isEqualTo(200);
    }

    @Test
    void servesThePageWithTypesTagsAndPolicy() throws Exception {
        for (Map.Entry<String, StaticContent> file : StaticContent.PAGE.entrySet()) {
            HttpResponse<String> response = get(file.getKey());
            assertThat(response.statusCode()).as(file.getKey()).isEqualTo(200);
            assertThat(response.headers().firstValue("Content-Security-Policy").orElseThrow())
                    .startsWith("default-src 'none'")
                    .doesNotContain("unsafe");
            String tag = response.headers().firstValue("ETag").orElseThrow();
            HttpRequest again = HttpRequest.newBuilder(page.resolve(file.getKey()))
                    .header("If-None-Match", tag)
                    .build();
            assertThat(http.send(again, HttpResponse.BodyHandlers.ofString()).statusCode())
                    .isEqualTo(304);
        }
        assertThat(get("/app.js").headers().firstValue("Content-Type")).hasValue("text/javascript; charset=UTF-8");
    }

    private Object json(String path) throws Exception {
        HttpResponse<String> response = get(path);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return JsonReader.read(response.body());
    }

    private HttpResponse<String> get(String path) throws Exception {
        return http.send(HttpRequest.newBuilder(page.resolve(path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private int rawStatus(String... headers) throws Exception {
        try (Socket socket = new Socket(page.getHost(), page.getPort())) {
            String request = "GET /api/losses HTTP/1.1\r\n" + String.join("\r\n", headers) + "\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            byte[] start = socket.getInputStream().readNBytes(12);
            return Integer.parseInt(new String(start, 9, 3, StandardCharsets.US_ASCII));
        }
    }

    private static List<Object> types(Object events) {
        return ((List<?>) events)
                .stream().map(event -> (Object) ((Map<?, ?>) event).get("type")).toList();
    }

    /** A stream read over a plain socket, so that the test decides when bytes are taken. */
    private final class Stream implements AutoCloseable {
        private final Socket socket;
        private final BufferedReader reader;
        private String contentType = "";

        Stream(String path, String accept) throws Exception {
            socket = new Socket(page.getHost(), page.getPort());
            OutputStream out = socket.getOutputStream();
            out.write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nAccept: " + accept + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            for (String line = reader.readLine(); !line.isEmpty(); line = reader.readLine()) {
                if (line.startsWith("Content-Type: ")) {
                    contentType = line.substring("Content-Type: ".length());
                }
            }
            if (accept.equals("*/*")) {
                reader.readLine(); // the first chunk's length
                reader.readLine(); // its blank line: the agent queues for us now
            }
        }

        String contentType() {
            return contentType;
        }

        /** The next line that is neither blank nor a chunk's length. */
        String next() throws Exception {
            String line = reader.readLine();
            while (line.isEmpty() || line.matches("[0-9a-f]+")) {
                line = reader.readLine();
            }
            return line;
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
