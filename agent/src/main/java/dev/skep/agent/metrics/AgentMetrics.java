package dev.skep.agent.metrics;

import dev.skep.agent.view.ServiceNames;
import dev.skep.events.EventSink;
import dev.skep.events.model.Connection;
import dev.skep.events.model.Event;
import dev.skep.events.model.HttpExchange;
import dev.skep.events.model.Loss;
import dev.skep.events.model.ProcessExited;
import dev.skep.events.model.ProcessInfo;
import dev.skep.events.model.ProcessStarted;
import dev.skep.events.model.ProgramCost;
import dev.skep.events.model.TcpClosed;
import dev.skep.events.model.TcpFailed;
import dev.skep.events.model.TcpOpened;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * The agent's metrics: counts every event as it passes, and asks the loss ledger and the programs' cost when it is scraped.
 * docs/reference/metrics.md lists them.
 */
public final class AgentMetrics implements EventSink {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final int MAX_SERVICES = 100;

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final ServiceNames names = new ServiceNames();
    private final LabelBudget<String> services = new LabelBudget<>(MAX_SERVICES, "other");
    private final HttpMetrics http = new HttpMetrics(registry, names);

    private final Counter started =
            counter("skep_processes_started", "Programs executed by processes.", "service_name");
    private final Counter exited = counter("skep_processes_exited", "Processes that ended.", "service_name", "outcome");
    private final Counter opened =
            counter("skep_tcp_connections_opened", "TCP connections established.", "service_name", "direction");
    private final Counter closed =
            counter("skep_tcp_connections_closed", "TCP connections ended.", "service_name", "direction");
    private final Counter failed = counter(
            "skep_tcp_connections_failed", "TCP connections that could not be established.", "service_name", "errno");
    private final Counter sent =
            counter("skep_tcp_sent_bytes", "Payload of ended TCP connections that peers acknowledged.", "service_name");
    private final Counter received =
            counter("skep_tcp_received_bytes", "Payload received by ended TCP connections.", "service_name");
    private final Counter retransmits =
            counter("skep_tcp_retransmits", "Segments that ended TCP connections sent again.", "service_name");

    /** Metrics that ask {@code losses} and {@code costs} at each scrape. */
    public AgentMetrics(Supplier<List<Loss>> losses, Supplier<List<ProgramCost>> costs) {
        callback("skep_events_lost", "Events that happened and were not delivered.", "hook", "cpu", "reason")
                .callback(data -> {
                    for (Loss loss : losses.get()) {
                        data.call((double) loss.count(), loss.hook(), cpu(loss), loss.reason());
                    }
                })
                .register(registry);
        callback("skep_program_runs", "Runs of a kernel program, while statistics are on.", "program", "hook")
                .callback(data -> perProgram(data, costs.get(), ProgramCost::runs))
                .register(registry);
        callback("skep_program_run_seconds", "Time in a kernel program, while statistics are on.", "program", "hook")
                .callback(data -> perProgram(data, costs.get(), c -> c.runNanos() / NANOS_PER_SECOND))
                .register(registry);
        callback("process_cpu_seconds", "CPU time of the agent, user and system.")
                .callback(data -> data.call(OwnCost.read().cpuNanos() / NANOS_PER_SECOND))
                .register(registry);
        gauge("process_resident_memory_bytes", "Resident memory of the agent.", OwnCost::residentBytes);
        gauge("skep_heap_used_bytes", "Java heap of the agent in use.", OwnCost::heapBytes);
    }

    @Override
    public void accept(Event event) {
        switch (event) {
            case HttpExchange e -> http.observe(e);
            case ProcessStarted e -> {
                if (!e.existing()) {
                    started.labelValues(service(e.process())).inc();
                }
            }
            case ProcessExited e ->
                exited.labelValues(service(e.process()), outcome(e)).inc();
            case TcpOpened e ->
                opened.labelValues(service(e.process()), direction(e.connection()))
                        .inc();
            case TcpClosed e -> closed(e);
            case TcpFailed e ->
                failed.labelValues(service(e.process()), Integer.toString(e.errno()))
                        .inc();
        }
    }

    /**
     * Writes the present values: as OpenMetrics if {@code accept} asks for it, else in Prometheus' text format.
     *
     * @param accept an HTTP Accept header, or null
     */
    public void write(OutputStream out, @Nullable String accept) throws IOException {
        writer(accept).write(out, registry.scrape());
    }

    /** The content type of what {@link #write} writes for the same {@code accept}. */
    public static String contentType(@Nullable String accept) {
        return writer(accept).getContentType();
    }

    private static ExpositionFormatWriter writer(@Nullable String accept) {
        return accept != null && accept.contains("application/openmetrics-text")
                ? OpenMetricsTextFormatWriter.create()
                : PrometheusTextFormatWriter.create();
    }

    private void closed(TcpClosed e) {
        String service = service(e.process());
        closed.labelValues(service, direction(e.connection())).inc();
        sent.labelValues(service).inc(e.sentBytes());
        received.labelValues(service).inc(e.receivedBytes());
        retransmits.labelValues(service).inc(e.retransmits());
    }

    private String service(ProcessInfo process) {
        return services.admit(names.of(process));
    }

    private static String outcome(ProcessExited e) {
        if (e.signal() != 0) {
            return "signal";
        }
        return e.exitCode() == 0 ? "success" : "failure";
    }

    private static String direction(Connection connection) {
        return switch (connection.direction()) {
            case OUTBOUND -> "outbound";
            case INBOUND -> "inbound";
            case UNKNOWN -> "unknown";
        };
    }

    private static String cpu(Loss loss) {
        return loss.cpu() < 0 ? "" : Integer.toString(loss.cpu());
    }

    private static void perProgram(
            CounterWithCallback.Callback data, List<ProgramCost> costs, ToDoubleFunction<ProgramCost> value) {
        for (ProgramCost cost : costs) {
            data.call(value.applyAsDouble(cost), cost.program(), cost.hook());
        }
    }

    private Counter counter(String name, String help, String... labels) {
        return Counter.builder()
                .name(name)
                .help(help)
                .labelNames(labels)
                .withoutExemplars()
                .register(registry);
    }

    private static CounterWithCallback.Builder callback(String name, String help, String... labels) {
        return CounterWithCallback.builder().name(name).help(help).labelNames(labels);
    }

    private void gauge(String name, String help, ToDoubleFunction<OwnCost> value) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .callback(data -> data.call(value.applyAsDouble(OwnCost.read())))
                .register(registry);
    }
}
