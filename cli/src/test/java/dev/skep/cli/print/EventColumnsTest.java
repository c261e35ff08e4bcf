package dev.skep.cli.print;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skep.cli.Events;
import dev.skep.events.model.ContainerId;
import dev.skep.events.model.ProcessStarted;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
class EventColumnsTest {
    private final EventColumns plain = new EventColumns(false, ZoneOffset.UTC);

    @Test
    void showsEachKindBelowTheSameHeader() {
        assertThat(plain.header()).startsWith("TIME          EVENT    PID      COMM             DETAIL");
        assertThat(plain.line(Events.started(4711)))
                .isEqualTo("01:27:00.123  exec     4711     curl             /usr/bin/curl -s http://x/");
        assertThat(plain.line(Events.exited(4711, 22, 0)))
                .isEqualTo("01:27:00.123  exit     4711     curl             22  after 9.52ms  /usr/bin/curl");
        assertThat(plain.line(Events.exited(4711, 0, 9))).contains("SIGKILL  after");
        assertThat(plain.line(Events.opened(1)))
                .isEqualTo(
                        "01:27:00.123  connect  4711     curl             127.0.0.1:43210 -> 10.1.2.3:80  in 43.1µs");
        assertThat(plain.line(Events.failed())).contains("fail ").endsWith("10.1.2.3:80  ECONNREFUSED  after 200µs");
        assertThat(plain.line(Events.closed(1)))
                .endsWith("78 B up, 1.50 kB down  after 234ms  rtt 12.3ms  2 retransmitted  ECONNRESET");
        assertThat(plain.line(Events.exchange(200, "/cart?id=1")))
                .isEqualTo("01:27:00.123  GET      4711     curl             "
                        + "200  1.20ms   server  shop.example/cart?id=1  78 B in, 1.50 kB out");
    }

    @Test
    void quotesArgumentsWithBlanksAndNamesTheContainer() {
        ContainerId container = new ContainerId("docker", "0123456789abcdef".repeat(4));
        assertThat(plain.line(new ProcessStarted(Events.TIME, Events.curl(container), false)))
                .endsWith("[0123456789ab] /usr/bin/curl -s 'a b'");
    }

    @Test
    void letsNoEscapeSequenceOfTheHostReachTheTerminal() {
        String hostile = "/\u001b]0;owned\u0007\u202e\n";
        assertThat(plain.line(Events.exchange(200, hostile)))
                .contains("/\\x1b]0;owned\\x07\\u202e\\n")
                .doesNotContain("\u001b", "\n", "\u202e");
    }

    @Test
    void styledLinesMeasureLikePlainOnes() {
        String styled = new EventColumns(true, ZoneOffset.UTC).line(Events.exited(1, 1, 0));
        assertThat(styled).contains("\u001b[");
        assertThat(TerminalText.width(styled))
                .isEqualTo(plain.line(Events.exited(1, 1, 0)).length());
    }
}
