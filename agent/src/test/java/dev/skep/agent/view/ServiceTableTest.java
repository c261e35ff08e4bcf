package dev.skep.agent.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.skep.agent.Samples;
import dev.skep.events.model.HttpExchange;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
class ServiceTableTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long NOW = Samples.TIME / SECOND;

    private final ServiceTable table = new ServiceTable();

    @Test
    void countsOnlyWholeSecondsOfTheWindow() {
        request(NOW, 200);
        request(NOW - 1, 200);
        request(NOW - 10, 500);
        request(NOW - 11, 200);
        ServiceStats stats = table.stats(NOW, 10, true).getFirst();
        assertThat(stats.requests()).isEqualTo(2);
        assertThat(stats.errors()).isEqualTo(1);
        assertThat(stats.ratePerSecond()).isEqualTo(0.2);
        assertThat(stats.seconds()).hasSize(10);
        assertThat(stats.seconds().getFirst().errors()).isEqualTo(1);
        assertThat(stats.seconds().getLast().requests()).isEqualTo(1);
    }

    @Test
    void forgetsWhatLeftTheWindow() {
        request(NOW - 200, 200);
        request(NOW - 200 + ServiceWindow.SECONDS, 200);
        request(NOW - 200, 200);
        assertThat(table.stats(NOW, ServiceWindow.SECONDS, false).getFirst().requests())
                .isEqualTo(1);
        assertThat(table.stats(NOW + 1000, ServiceWindow.SECONDS, false)).isEmpty();
    }

    @Test
    void countsARequestWithoutResponseAsAnError() {
        request(NOW - 1, 0);
        request(NOW - 1, 404);
        assertThat(table.stats(NOW, 10, false).getFirst().errors()).isEqualTo(1);
    }

    @Test
    void keepsTheServicesThatAreBusy() {
        for (int i = 0; i < 1000; i++) {
            request(NOW - 1, 200);
            table.accept(
                    Samples.http(Samples.process(i + 1, "/tmp/x" + i), (NOW - 1) * SECOND, "GET", "/", 200, SECOND));
        }
        List<ServiceStats> stats = table.stats(NOW, 10, false);
        assertThat(stats).hasSize(ServiceTable.MAX_SERVICES);
        assertThat(stats.getFirst().name()).isEqualTo("nginx");
        assertThat(stats.getFirst().requests()).isEqualTo(1000);
    }

    @Test
    void tellsServersFromClients() {
        HttpExchange served = Samples.http(Samples.NGINX, (NOW - 1) * SECOND, "GET", "/", 200, 1);
        table.accept(served);
        table.accept(new HttpExchange(
                served.timeUnixNanos(),
                served.process(),
                served.connection(),
                HttpExchange.Role.CLIENT,
                "GET",
                "/",
                "",
                "1.1",
                200,
                1,
                1,
                1,
                1,
                false,
                ""));
        assertThat(table.stats(NOW, 10, false))
                .extracting(ServiceStats::role)
                .containsExactlyInAnyOrder(HttpExchange.Role.SERVER, HttpExchange.Role.CLIENT);
    }

    @Test
    void estimatesQuantilesWithinTenPercent() {
        Random random = new Random(11);
        long[] exact = new long[20_000];
        for (int i = 0; i < exact.length; i++) {
            exact[i] = (long) Math.exp(random.nextGaussian() * 1.5 + Math.log(3e6));
            table.accept(Samples.http(Samples.NGINX, (NOW - 1) * SECOND, "GET", "/", 200, exact[i]));
        }
        Arrays.sort(exact);
        ServiceStats stats = table.stats(NOW, 1, false).getFirst();
        near(stats.p50Nanos(), exact[exact.length / 2]);
        near(stats.p90Nanos(), exact[exact.length * 9 / 10]);
        near(stats.p99Nanos(), exact[exact.length * 99 / 100]);
    }

    @Test
    void takesDurationsOutsideItsRange() {
        LatencyHistogram histogram = new LatencyHistogram();
        histogram.add(-5);
        histogram.add(0);
        histogram.add(Long.MAX_VALUE);
        assertThat(histogram.quantile(0.5)).isLessThanOrEqualTo(1024);
        assertThat(histogram.quantile(1)).isGreaterThanOrEqualTo(1L << 36);
        histogram.clear();
        assertThat(histogram.quantile(0.5)).isZero();
    }

    private void request(long second, int status) {
        table.accept(Samples.http(Samples.NGINX, second * SECOND, "GET", "/", status, 1_000_000));
    }

    private static void near(long estimate, long exact) {
        assertThat(estimate / (double) exact).isCloseTo(1, within(0.1));
    }
}
