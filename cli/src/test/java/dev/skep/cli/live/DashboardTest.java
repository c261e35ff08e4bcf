package dev.skep.cli.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skep.cli.Events;
import dev.skep.cli.print.EventColumns;
import dev.skep.cli.print.TerminalText;
import dev.skep.events.model.Loss;
import dev.skep.events.model.ProcessStarted;
import dev.skep.events.model.ProgramCost;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
class DashboardTest {
    private final Dashboard dashboard = new Dashboard("skep test", new EventColumns(true, ZoneOffset.UTC), true);
    private final Dashboard.Footer footer = Dashboard.Footer.of(
            List.of(new Loss("tp_btf/sched_process_exec", 1, "ring_full", 12)),
            List.of(new ProgramCost("onExec", "tp_btf", 10, 340)),
            new OwnCost(0.44, 64_000_000),
            false);

    @Test
    void summarisesAboveAndListsTheNewestBelow() {
        dashboard.accept(new ProcessStarted(0, Events.process(1, "init", "/sbin/init"), true), 0);
        dashboard.accept(Events.started(4711), 0);
        dashboard.accept(Events.opened(5), 0);
        dashboard.accept(Events.exchange(500, "/cart"), 0);
        dashboard.accept(Events.exited(4711, 0, 0), 0);

        String frame = String.join("\n", frame(100, 20));

        assertThat(frame).contains("1 running", "1 open", "1.0 started/s", "p50 1.", "100 % failed", "/cart");
        assertThat(frame).as("found at start, not news").doesNotContain("/sbin/init");
    }

    @Test
    void footerTellsLossesAndOwnCost() {
        assertThat(frame(140, 20).getLast())
                .contains("lost 12 (ring_full at tp_btf/sched_process_exec)", "0.4 % CPU, 64.0 MB", "34ns a run");
    }

    @Test
    void fillsAnySizeAndNeverMore() {
        for (int i = 0; i < 600; i++) {
            dashboard.accept(Events.exchange(200, "/x".repeat(300)), i / 100);
        }
        for (int rows = 9; rows < 60; rows += 7) {
            assertThat(frame(80, rows)).hasSize(rows);
        }
        for (int columns = 1; columns < 200; columns += 13) {
            for (String line : frame(columns, 24)) {
                assertThat(TerminalText.width(TerminalText.cut(line, columns))).isLessThanOrEqualTo(columns);
            }
        }
    }

    @Test
    void pauseHoldsTheList() {
        dashboard.accept(Events.exchange(200, "/before"), 0);
        dashboard.togglePause();
        dashboard.accept(Events.exchange(200, "/after"), 0);
        assertThat(String.join("\n", frame(100, 20))).contains("/before").doesNotContain("/after");
        dashboard.togglePause();
        assertThat(String.join("\n", frame(100, 20))).contains("/after");
    }

    private List<String> frame(int columns, int rows) {
        return dashboard.frame(new Terminal.Size(columns, rows), 1, "1s", footer);
    }
}
