package dev.skep.agent.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.skep.agent.Agent;
import dev.skep.agent.AgentConfig;
import dev.skep.agent.FixtureSource;
import dev.skep.agent.Samples;
import dev.skep.agent.json.JsonReader;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tagged with those that need what a plain build machine lacks: here Debian's package prometheus. */
@Tag("kernel")
class PrometheusTest {
    private static final Path EXECUTABLE = Path.of("/usr/bin/prometheus");

    @TempDir
    Path directory;

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void isScrapedByARealPrometheus() throws Exception {
        assumeTrue(Files.isExecutable(EXECUTABLE), "no Prometheus: apt-get install prometheus");
        FixtureSource source = new FixtureSource();
        try (Agent agent = Agent.start(
                AgentConfig.defaults().withPort(0).withRuntimeDirectory(directory.resolve("run")), source::start)) {
            Samples.oneOfEach().forEach(source::happens);
            source.happens(Samples.http("GET", "/slow", 500, 30_000_000));
            int port = freePort();
            Process prometheus = start(agent.awaitServer().page().orElseThrow().getAuthority(), port);
            try {
                awaitUp(port);
                assertThat(value(port, "sum(http_server_request_duration_seconds_count{service_name=\"nginx\"})"))
                        .isEqualTo("2");
                assertThat(value(
                                port,
                                "histogram_quantile(0.99, sum by (le) "
                                        + "(http_server_request_duration_seconds_bucket))"))
                        .satisfies(q -> assertThat(Double.parseDouble(q)).isBetween(0.025, 0.05));
                assertThat(value(port, "skep_tcp_sent_bytes_total")).isEqualTo("1234");
                assertThat(value(port, "process_resident_memory_bytes{job=\"skep\"} > bool 1e7"))
                        .isEqualTo("1");
            } finally {
                prometheus.destroy();
                prometheus.waitFor(20, TimeUnit.SECONDS);
            }
        }
    }

    private Process start(String target, int port) throws IOException {
        Path config = directory.resolve("prometheus.yml");
        Files.writeString(config, """
                global:
                  scrape_interval: 1s
                scrape_configs:
                  - job_name: skep
                    static_configs:
                      - targets: ['%s']
                """.formatted(target));
        return new ProcessBuilder(
                        EXECUTABLE.toString(),
                        "--config.file=" + config,
                        "--storage.tsdb.path=" + directory.resolve("tsdb"),
                        "--web.listen-address=127.0.0.1:" + port)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("prometheus.log").toFile())
                .start();
    }

    private void awaitUp(int port) throws Exception {
        String last = "";
        for (int attempt = 0; attempt < 120; attempt++) {
            try {
                last = String.valueOf(values(port, "up"));
                if (last.contains(", 1]")) {
                    return;
                }
            } catch (IOException e) {
                last = String.valueOf(e); // it does not listen yet
            }
            Thread.sleep(250);
        }
        throw new AssertionError(
                "never scraped: " + last + "\n" + Files.readString(directory.resolve("prometheus.log")));
    }

    private String value(int port, String query) throws Exception {
        List<?> values = values(port, query);
        assertThat(values).as(query).hasSize(1);
        return (String) ((List<?>) values.getFirst()).get(1);
    }

    private List<?> values(int port, String query) throws Exception {
        URI uri = URI.create(
                "http://127.0.0.1:" + port + "/api/v1/query?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8));
        String body = http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                .body();
        Map<?, ?> data = (Map<?, ?>) ((Map<?, ?>) JsonReader.read(body)).get("data");
        assertThat(data).as(body).isNotNull();
        return ((List<?>) data.get("result"))
                .stream().map(result -> ((Map<?, ?>) result).get("value")).toList();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
