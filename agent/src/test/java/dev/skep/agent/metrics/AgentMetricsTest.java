package dev.skep.agent.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skep.agent.Samples;
import dev.skep.events.model.Event;
import dev.skep.events.model.Loss;
import dev.skep.events.model.ProcessInfo;
import dev.skep.events.model.ProcessStarted;
import dev.skep.events.model.ProgramCost;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
class AgentMetricsTest {
    private final AgentMetrics metrics = new AgentMetrics(
            () -> List.of(
                    new Loss("tp_btf/sched_process_exec", 1, "ring_full", 5),
                    new Loss("pipeline/http", -1, "queue_full", 2)),
            () -> List.of(new ProgramCost("on_exec", "tp_btf/sched_process_exec", 12, 14_400)));

    @Test
    void countsEveryKindOfEvent() throws IOException {
        Samples.oneOfEach().forEach(metrics::accept);
        assertThat(text())
                .contains(
                        "skep_processes_started_total{service_name=\"curl\"} 1.0",
                        "skep_processes_exited_total{outcome=\"success\",service_name=\"curl\"} 1.0",
                        "skep_tcp_connections_opened_total{direction=\"outbound\",service_name=\"curl\"} 1.0",
                        "skep_tcp_connections_closed_total{direction=\"inbound\",service_name=\"nginx\"} 1.0",
                        "skep_tcp_connections_failed_total{errno=\"111\",service_name=\"curl\"} 1.0",
                        "skep_tcp_sent_bytes_total{service_name=\"nginx\"} 1234.0",
                        "skep_tcp_received_bytes_total{service_name=\"nginx\"} 345.0",
                        "skep_tcp_retransmits_total{service_name=\"nginx\"} 2.0");
    }

    @Test
    void observesDurationsUnderOpenTelemetryNames() throws IOException {
        metrics.accept(Samples.http("GET", "/a", 200, 1_830_000));
        metrics.accept(Samples.http("BREW", "/a", 0, 40_000_000));
        String labels = "{container_id=\"4f0c1c9f3a5b\",http_request_method=\"GET\",http_response_status_code=\"200\","
                + "service_name=\"nginx\",url_scheme=\"http\"";
        assertThat(text())
                .contains("# TYPE http_server_request_duration_seconds histogram")
                .contains("http_server_request_duration_seconds_bucket" + labels + ",le=\"0.001\"} 0")
                .contains("http_server_request_duration_seconds_bucket" + labels + ",le=\"0.0025\"} 1")
                .contains("http_server_request_duration_seconds_count" + labels + "} 1")
                .contains("http_request_method=\"_OTHER\",http_response_status_code=\"\"");
    }

    @Test
    void exportsLossesAndOwnCost() throws IOException {
        assertThat(text())
                .contains(
                        "skep_events_lost_total{cpu=\"1\",hook=\"tp_btf/sched_process_exec\",reason=\"ring_full\"} 5.0")
                .contains("skep_events_lost_total{cpu=\"\",hook=\"pipeline/http\",reason=\"queue_full\"} 2.0")
                .contains("skep_program_runs_total{hook=\"tp_btf/sched_process_exec\",program=\"on_exec\"} 12.0")
                .contains(
                        "skep_program_run_seconds_total{hook=\"tp_btf/sched_process_exec\",program=\"on_exec\"} 1.44E-5")
                .containsPattern("process_cpu_seconds_total \\d+\\.\\d+")
                .containsPattern("process_resident_memory_bytes \\d\\.\\d+E[78]");
    }

    @Test
    void endsOpenMetricsWithItsMark() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        metrics.write(out, "application/openmetrics-text;version=1.0.0,text/plain;q=0.5");
        assertThat(out.toString(StandardCharsets.UTF_8)).endsWith("# EOF\n");
        assertThat(AgentMetrics.contentType("application/openmetrics-text")).startsWith("application/openmetrics-text");
        assertThat(AgentMetrics.contentType(null)).startsWith("text/plain");
    }

    @Test
    void staysBoundedWhateverProcessesAreCalled() throws IOException {
        for (int i = 0; i < 3000; i++) {
            ProcessInfo process = Samples.process(i + 1, "/tmp/x" + i, "x");
            metrics.accept(new ProcessStarted(Samples.TIME, process, false));
            metrics.accept(Samples.http(process, Samples.TIME, "M" + i, "/", 100 + i % 500, 1));
        }
        assertThat(lines("skep_processes_started_total")).isEqualTo(101);
        assertThat(text()).contains("skep_processes_started_total{service_name=\"other\"} 2900.0");
        assertThat(lines("http_server_request_duration_seconds_count")).isLessThan(1100);
    }

    @Test
    void doesNotCountProcessesThatWereThereBefore() throws IOException {
        metrics.accept((Event) new ProcessStarted(Samples.TIME, Samples.CURL, true));
        assertThat(text()).doesNotContain("skep_processes_started_total{");
    }

    @Test
    void readsOwnCostFromProc() {
        OwnCost cost = OwnCost.parse(
                "77 (a ) b) S 1 77 77 0 -1 4194560 1 2 3 4 250 50 0 0 20 0 31 0 100 1000 500",
                List.of("Name:\tjava", "VmRSS:\t   81234 kB", "Threads:\t31"),
                123);
        assertThat(cost).isEqualTo(new OwnCost(3_000_000_000L, 81_234 * 1024, 123, 31));
        assertThat(OwnCost.read().residentBytes()).isPositive();
    }

    private long lines(String prefix) throws IOException {
        return text().lines().filter(line -> line.startsWith(prefix)).count();
    }

    private String text() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        metrics.write(out, null);
        return out.toString(StandardCharsets.UTF_8);
    }
}
