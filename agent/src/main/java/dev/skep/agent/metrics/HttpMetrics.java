package dev.skep.agent.metrics;

import dev.skep.agent.view.ServiceNames;
import dev.skep.events.model.HttpExchange;
import dev.skep.events.model.ProcessInfo;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.Unit;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * The request duration histograms of OpenTelemetry's HTTP conventions (semantic-conventions 1.29 docs/http/http-metrics.md),
 * dots written as underscores. Beside the recommended buckets there are three below 5 ms, where most loopback services
 * answer.
 */
final class HttpMetrics {
    private static final double[] BUCKETS = {
        0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10
    };
    private static final Set<String> METHODS =
            Set.of("CONNECT", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "TRACE");
    private static final double NANOS_PER_SECOND = 1e9;
    private static final int MAX_SERVICES = 100;
    private static final int MAX_SERVERS = 100;
    private static final int MAX_SERIES = 1000;

    private final Histogram server;
    private final Histogram client;
    private final ServiceNames names;
    private final LabelBudget<Service> services = new LabelBudget<>(MAX_SERVICES, Service.OTHER);
    private final LabelBudget<Server> servers = new LabelBudget<>(MAX_SERVERS, Server.OTHER);
    private final Map<Series, DistributionDataPoint> points = new HashMap<>();

    private record Service(String name, String container) {
        static final Service OTHER = new Service("other", "");
    }

    private record Server(String address, int port) {
        static final Server OTHER = new Server("other", 0);
    }

    private record Series(HttpExchange.Role role, Service service, Server server, String method, int status) {}

    HttpMetrics(PrometheusRegistry registry, ServiceNames names) {
        this.names = names;
        this.server = histogram("http_server_request_duration", "Duration of HTTP requests served.")
                .labelNames(
                        "http_request_method",
                        "http_response_status_code",
                        "url_scheme",
                        "service_name",
                        "container_id")
                .register(registry);
        this.client = histogram("http_client_request_duration", "Duration of HTTP requests made.")
                .labelNames(
                        "http_request_method",
                        "http_response_status_code",
                        "url_scheme",
                        "service_name",
                        "container_id",
                        "server_address",
                        "server_port")
                .register(registry);
    }

    void observe(HttpExchange exchange) {
        Series series = series(exchange);
        DistributionDataPoint point = points.get(series);
        if (point == null) {
            point = point(points.size() < MAX_SERIES ? series : overflow(series));
        }
        point.observe(exchange.latencyNanos() / NANOS_PER_SECOND);
    }

    private Series series(HttpExchange exchange) {
        ProcessInfo process = exchange.process();
        String container =
                process.container() == null ? "" : process.container().shortId();
        Server peer = exchange.role() == HttpExchange.Role.SERVER
                ? Server.OTHER
                : servers.admit(new Server(
                        host(exchange), exchange.connection().remote().getPort()));
        return new Series(
                exchange.role(),
                services.admit(new Service(names.of(process), container)),
                peer,
                METHODS.contains(exchange.method()) ? exchange.method() : "_OTHER",
                exchange.status());
    }

    private static Series overflow(Series series) {
        return new Series(series.role(), Service.OTHER, Server.OTHER, series.method(), series.status() / 100 * 100);
    }

    private DistributionDataPoint point(Series series) {
        return points.computeIfAbsent(series, s -> {
            String status = s.status() == 0 ? "" : Integer.toString(s.status());
            Service service = s.service();
            return switch (s.role()) {
                case SERVER -> server.labelValues(s.method(), status, "http", service.name(), service.container());
                case CLIENT ->
                    client.labelValues(
                            s.method(),
                            status,
                            "http",
                            service.name(),
                            service.container(),
                            s.server().address(),
                            s.server().port() == 0
                                    ? ""
                                    : Integer.toString(s.server().port()));
            };
        });
    }

    /** The name the client asked for, without its port; where it sent none, the address it connected to. */
    private static String host(HttpExchange exchange) {
        String host = exchange.host();
        if (host.isEmpty()) {
            return exchange.connection().remote().getHostString();
        }
        int colon = host.lastIndexOf(':');
        return colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
    }

    private static Histogram.Builder histogram(String name, String help) {
        return Histogram.builder()
                .name(name)
                .help(help)
                .unit(Unit.SECONDS)
                .classicOnly()
                .classicUpperBounds(BUCKETS);
    }
}
