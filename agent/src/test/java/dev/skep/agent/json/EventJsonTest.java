package dev.skep.agent.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skep.agent.Samples;
import dev.skep.events.model.Connection;
import dev.skep.events.model.Direction;
import dev.skep.events.model.Event;
import dev.skep.events.model.HttpExchange;
import dev.skep.events.model.Loss;
import dev.skep.events.model.ProcessExited;
import dev.skep.events.model.ProcessInfo;
import dev.skep.events.model.ProcessStarted;
import dev.skep.events.model.TcpClosed;
import dev.skep.events.model.TcpFailed;
import dev.skep.events.model.TcpOpened;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
class EventJsonTest {
    private static final Path GOLDEN = Path.of("src/test/resources/dev/skep/agent/json/events.jsonl");

    @Test
    void writesTheGoldenForm() throws Exception {
        StringBuilder lines = new StringBuilder();
        for (Event event : Samples.oneOfEach()) {
            EventJson.write(event, lines);
            lines.append('\n');
        }
        EventJson.write(new Loss("tp_btf/sched_process_exec", 3, "ring_full", 17), Samples.TIME, lines);
        lines.append('\n');

        if (Boolean.getBoolean("skep.regenerate")) {
            Files.createDirectories(GOLDEN.getParent());
            Files.writeString(GOLDEN, lines);
        }
        assertThat(lines.toString()).isEqualTo(Files.readString(GOLDEN));
    }

    @Test
    void coversEveryEventOfTheModel() {
        assertThat(Samples.oneOfEach().stream().map(EventJson::type))
                .containsExactlyElementsOf(EventJson.TYPES.subList(0, EventJson.TYPES.size() - 1));
        assertThat(Samples.oneOfEach().stream().map(Object::getClass))
                .containsExactlyInAnyOrder(Event.class.getPermittedSubclasses());
    }

    @Test
    void readsBackWhatItWrote() {
        for (long seed = 1; seed <= 300; seed++) {
            Event event = new Events(new Random(seed)).next();
            StringBuilder line = new StringBuilder();
            EventJson.write(event, line);
            assertThat(line.toString()).as("seed %d", seed).matches("\\P{Cc}*");

            List<Event> read = new ArrayList<>();
            EventReader.read(line.toString(), read::add, loss -> {});

            assertThat(read).as("seed %d: %s", seed, line).containsExactly(event);
        }
    }

    @Test
    void readsBackALoss() {
        Loss loss = new Loss("pipeline/http", -1, "queue_full", Long.MAX_VALUE);
        StringBuilder line = new StringBuilder();
        EventJson.write(loss, Samples.TIME, line);
        List<Loss> read = new ArrayList<>();

        EventReader.read(line.toString(), event -> {}, read::add);

        assertThat(read).containsExactly(loss);
    }

    @Test
    void passesOverBlankLinesAndUnknownTypes() {
        List<Object> read = new ArrayList<>();
        EventReader.read("", read::add, read::add);
        EventReader.read("{\"type\":\"dns\",\"time\":\"2026-11-22T01:26:32.123456789Z\"}", read::add, read::add);
        assertThat(read).isEmpty();
    }

    @Test
    void saysWhereATextIsNotJson() {
        assertThatThrownBy(() -> JsonReader.read("{\"a\":[1,]}"))
                .isInstanceOf(JsonException.class)
                .hasMessageContaining("offset 8");
        for (String text : List.of("", "{", "[", "\"", "{\"a\"}", "tru", "1 2", "-", "\"\\x\"", "[".repeat(100))) {
            assertThatThrownBy(() -> JsonReader.read(text)).as(text).isInstanceOf(JsonException.class);
        }
    }

    @Test
    void escapesWhatWouldHarmATerminalOrAPage() {
        StringBuilder out = new StringBuilder();
        new JsonWriter(out).value("\u001b[2J\u009b\u007f\u2028</script>\ud800x\"\\\n");
        assertThat(out.toString()).isEqualTo("\"\\u001b[2J\\u009b\\u007f\\u2028</script>\\ud800x\\\"\\\\\\n\"");
    }

    @Test
    void writesTimesAsTheJdkReadsThem() {
        Random random = new Random(7);
        for (int i = 0; i < 1000; i++) {
            long time = random.nextLong(-2_000_000_000_000_000_000L, 4_000_000_000_000_000_000L);
            StringBuilder out = new StringBuilder();
            Rfc3339.append(out, time);
            Instant instant =
                    Instant.ofEpochSecond(Math.floorDiv(time, 1_000_000_000L), Math.floorMod(time, 1_000_000_000L));
            assertThat(Instant.parse(out)).isEqualTo(instant);
            assertThat(Rfc3339.parse(out.toString())).isEqualTo(time);
        }
    }

    @Test
    void shortensIpv6AsRfc5952Says() throws Exception {
        assertThat(text("2001:db8:0:0:0:0:2:1")).isEqualTo("2001:db8::2:1");
        assertThat(text("2001:db8:0:1:1:1:1:1")).isEqualTo("2001:db8:0:1:1:1:1:1");
        assertThat(text("2001:0:0:1:0:0:0:1")).isEqualTo("2001:0:0:1::1");
        assertThat(text("2001:db8:0:0:1:0:0:1")).isEqualTo("2001:db8::1:0:0:1");
        assertThat(text("0:0:0:0:0:0:0:0")).isEqualTo("::");
        assertThat(text("0:0:0:0:0:0:0:1")).isEqualTo("::1");
        assertThat(text("fe80:0:0:0:0:0:0:0")).isEqualTo("fe80::");
        assertThat(text("255.0.10.1")).isEqualTo("255.0.10.1");
    }

    private static String text(String literal) throws UnknownHostException {
        StringBuilder out = new StringBuilder();
        AddressText.append(out, InetAddress.getByName(literal));
        return out.toString();
    }

    /** Random events with hostile text. Arguments and cwd are empty where the JSON form leaves them out. */
    private record Events(Random random) {
        Event next() {
            return switch (random.nextInt(6)) {
                case 0 -> new ProcessStarted(time(), process(true), random.nextBoolean());
                case 1 ->
                    new ProcessExited(
                            time(),
                            process(true),
                            random.nextInt(256),
                            random.nextInt(65),
                            random.nextBoolean(),
                            big());
                case 2 -> new TcpOpened(time(), process(false), connection(), big());
                case 3 ->
                    new TcpClosed(time(), process(false), connection(), big(), big(), big(), small(), small(), small());
                case 4 -> new TcpFailed(time(), process(false), connection(), big(), small());
                default ->
                    new HttpExchange(
                            time(),
                            process(false),
                            connection(),
                            random.nextBoolean() ? HttpExchange.Role.SERVER : HttpExchange.Role.CLIENT,
                            text(),
                            text(),
                            text(),
                            text(),
                            small(),
                            big(),
                            big(),
                            big(),
                            big(),
                            random.nextBoolean(),
                            text());
            };
        }

        private ProcessInfo process(boolean whole) {
            return new ProcessInfo(
                    small(),
                    big(),
                    small(),
                    small(),
                    -1,
                    text(),
                    text(),
                    whole ? List.of(text(), text()) : List.of(),
                    whole && random.nextBoolean(),
                    whole ? text() : "",
                    big(),
                    random.nextBoolean() ? Samples.CONTAINER : null);
        }

        private Connection connection() {
            return new Connection(
                    random.nextLong() >>> random.nextInt(65),
                    Direction.values()[random.nextInt(3)],
                    address(),
                    address());
        }

        private InetSocketAddress address() {
            byte[] bytes = new byte[random.nextBoolean() ? 4 : 16];
            random.nextBytes(bytes);
            for (int i = 0; i < bytes.length; i += 2) {
                if (random.nextBoolean()) {
                    bytes[i] = bytes[i + 1] = 0;
                }
            }
            try {
                return new InetSocketAddress(InetAddress.getByAddress(bytes), random.nextInt(65_536));
            } catch (UnknownHostException e) {
                throw new AssertionError(e);
            }
        }

        private String text() {
            byte[] bytes = new byte[random.nextInt(20)];
            random.nextBytes(bytes);
            String latin = new String(bytes, StandardCharsets.ISO_8859_1);
            return random.nextBoolean() ? latin : latin + "\u2028\"\\\ud83d\udc1d\ud800";
        }

        private long time() {
            return random.nextLong(0, Long.MAX_VALUE);
        }

        private long big() {
            return random.nextLong();
        }

        private int small() {
            return random.nextInt(100_000);
        }
    }
}
