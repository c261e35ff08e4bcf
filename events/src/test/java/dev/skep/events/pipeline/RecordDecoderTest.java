package dev.skep.events.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skep.compiler.layout.Layout;
import dev.skep.events.EventFilter;
import dev.skep.events.identity.Cgroups;
import dev.skep.events.identity.WallClock;
import dev.skep.events.model.Direction;
import dev.skep.events.model.Event;
import dev.skep.events.model.HttpExchange;
import dev.skep.events.model.Loss;
import dev.skep.events.model.ProcessExited;
import dev.skep.events.model.ProcessStarted;
import dev.skep.events.model.TcpClosed;
import dev.skep.events.model.TcpFailed;
import dev.skep.events.model.TcpOpened;
import dev.skep.events.probe.Records;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Feeds records as the probes would write them. */
@Tag("unit")
class RecordDecoderTest {
    private static final String CONTAINER = "0123456789abcdef".repeat(4);

    private final List<Event> events = new ArrayList<>();
    private final LossLedger ledger = new LossLedger();
    private final List<Long> dismissed = new ArrayList<>();
    private final Cgroups cgroups = new Cgroups(null);
    private final RecordDecoder decoder = new RecordDecoder(
            new Admission(EventFilter.everything(), cgroups, null),
            cgroups,
            new WallClock(),
            ledger,
            (socket, connection) -> dismissed.add(connection),
            events::add);
    private long now = System.nanoTime();

    @Test
    void anExecutedProgramIsAStartedProcess() {
        feed(madeCgroup(77, "/docker/" + CONTAINER));
        feed(executed(1000, "cat\0bin\0usr\0", "root\0", "cat\0-n\0"));

        ProcessStarted started = only(ProcessStarted.class);
        assertThat(started.existing()).isFalse();
        assertThat(started.process().pid()).isEqualTo(1000);
        assertThat(started.process().executable()).isEqualTo("/usr/bin/cat");
        assertThat(started.process().cwd()).isEqualTo("/root");
        assertThat(started.process().arguments()).containsExactly("cat", "-n");
        assertThat(started.process().comm()).isEqualTo("cat");
        assertThat(started.process().container()).isNotNull();
        assertThat(started.timeUnixNanos() / 1_000_000)
                .isCloseTo(System.currentTimeMillis(), org.assertj.core.data.Offset.offset(1000L));
    }

    @Test
    void aProcessEndsWithItsCodeOrItsSignal() {
        feed(executed(1000, "a\0", "", "a\0"));
        feed(exited(1000, 3 << 8, 55));
        feed(executed(1001, "a\0", "", "a\0"));
        feed(exited(1001, 11 | 0x80, 56));

        ProcessExited byItself = (ProcessExited) events.get(1);
        assertThat(byItself.exitCode()).isEqualTo(3);
        assertThat(byItself.signal()).isZero();
        assertThat(byItself.durationNanos()).isEqualTo(55);
        ProcessExited killed = (ProcessExited) events.get(3);
        assertThat(killed.signal()).isEqualTo(11);
        assertThat(killed.coreDumped()).isTrue();
    }

    @Test
    void aForkThatExecutesNothingIsNoProcessOfItsOwn() {
        feed(executed(1000, "sh\0", "", "sh\0"));
        Records.Fork fork = begin(new Records.Fork(), Records.FORKED, 1001);
        fork.parentPid = 1000;
        fork.comm = bytes("sh", 16);
        feed(fork);
        feed(exited(1001, 0, 1));

        assertThat(events).hasSize(1);
    }

    @Test
    void anExistingProcessThatExecutedMeanwhileIsReportedOnce() {
        feed(executed(1000, "a\0", "", "a\0"));
        Records.Image existing = executed(1000, "old\0", "", "");
        existing.kind = Records.EXISTING;
        feed(existing);

        assertThat(only(ProcessStarted.class).process().executable()).isEqualTo("/a");
    }

    @Test
    void skepDoesNotReportItselfByWhateverPidTheKernelKnowsIt() {
        Records.Image existing = executed(77, "a\0", "", "");
        existing.kind = Records.EXISTING;
        existing.observer = 1000;
        feed(existing);
        events.clear();
        feed(tcp(Records.TCP_OPENED, 5));
        feed(executed(1000, "a\0", "", ""));

        assertThat(events).isEmpty();
    }

    @Test
    void connectionsOpenFailAndClose() {
        feed(executed(1000, "a\0", "", "a\0"));
        feed(tcp(Records.TCP_OPENED, 5));
        feed(tcp(Records.TCP_CLOSED, 5));
        feed(tcp(Records.TCP_FAILED, 6));

        TcpOpened opened = (TcpOpened) events.get(1);
        assertThat(opened.process().executable()).isEqualTo("/a");
        assertThat(opened.connection().direction()).isEqualTo(Direction.OUTBOUND);
        assertThat(opened.connection().local().toString()).isEqualTo("/127.0.0.1:40000");
        assertThat(opened.connection().remote().toString()).isEqualTo("/10.1.2.3:80");
        assertThat(((TcpClosed) events.get(2)).sentBytes()).isEqualTo(11);
        assertThat(((TcpFailed) events.get(3)).errno()).isEqualTo(111);
    }

    @Test
    void whatMovesOverAConnectionBecomesAnExchange() {
        feed(executed(1000, "a\0", "", "a\0"));
        feed(moved(5, 1, 0, "GET /x HTTP/1.1\r\nHost: h\r\n\r\n"));
        now += 1_000;
        feed(moved(5, 0, 0, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"));

        HttpExchange exchange = (HttpExchange) events.get(1);
        assertThat(exchange.process().executable()).isEqualTo("/a");
        assertThat(exchange.role()).isEqualTo(HttpExchange.Role.CLIENT);
        assertThat(exchange.target()).isEqualTo("/x");
        assertThat(exchange.status()).isEqualTo(200);
        assertThat(exchange.latencyNanos()).isEqualTo(1_000);
    }

    @Test
    void aResponseWhoseEndWentUnseenEndsWithSilence() {
        feed(moved(5, 1, 0, "GET /x HTTP/1.1\r\n\r\n"));
        Records.Moved cut = moved(5, 0, 0, "HTTP/1.1 200 OK\r\nSet-Cookie: aaa");
        cut.total = 5_000;
        feed(cut);
        decoder.tick(now + 500_000_000L);
        assertThat(events).isEmpty();
        decoder.tick(now + 1_500_000_000L);

        assertThat(only(HttpExchange.class).responseBytes()).isEqualTo(5_000);
        assertThat(only(HttpExchange.class).truncated()).isTrue();
        feed(moved(5, 1, 19, "GET /y HTTP/1.1\r\n\r\n"));
        feed(moved(5, 0, 5_000, "HTTP/1.1 204 N\r\n\r\n"));
        assertThat(((HttpExchange) events.get(1)).status()).isEqualTo(204);
    }

    @Test
    void dismissesConnectionsThatAreNotHttpOrNoLonger() {
        feed(moved(5, 1, 0, "CONNECT h:443 HTTP/1.1\r\n\r\n"));
        feed(moved(5, 0, 0, "HTTP/1.1 200 OK\r\n\r\n"));
        feed(moved(5, 1, 26, "secret"));
        for (int i = 0; i < 20; i++) {
            feed(moved(6, 1, i, "x"));
        }

        assertThat(dismissed).containsExactly(5L, 6L);
    }

    @Test
    void theEndOfAConnectionFlushesItsExchanges() {
        feed(moved(5, 1, 0, "GET /x HTTP/1.1\r\nHost: h\r\n\r\n"));
        feed(tcp(Records.TCP_CLOSED, 5));

        assertThat(events).hasExactlyElementsOfTypes(HttpExchange.class, TcpClosed.class);
    }

    @Test
    void garbageIsCountedAndNeverThrows() {
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            byte[] record = new byte[random.nextInt(300)];
            random.nextBytes(record);
            if (record.length > 4) {
                record[0] = (byte) random.nextInt(12);
                record[1] = record[2] = record[3] = 0;
            }
            decoder.onRecord(MemorySegment.ofArray(record), 0, record.length);
        }

        assertThat(ledger.losses()).extracting(Loss::reason).contains("decode_error");
    }

    private <T> T only(Class<T> type) {
        assertThat(events).hasSize(1);
        return type.cast(events.getFirst());
    }

    private void feed(Records.Header record) {
        byte[] encoded = Layout.of(record.getClass()).encode(record);
        int length = encoded.length;
        if (record instanceof Records.Image image) {
            length = RecordLayout.PROCESS_TEXT + image.executableBytes + image.cwdBytes + image.argumentBytes;
        } else if (record instanceof Records.Moved moved) {
            length = RecordLayout.MOVED_DATA + moved.captured;
        }
        decoder.onRecord(MemorySegment.ofArray(encoded).asSlice(0, length), 0, length);
    }

    private <T extends Records.Header> T begin(T record, int kind, int pid) {
        record.kind = kind;
        record.pid = pid;
        record.ktime = now;
        record.startBoottime = 1_000_000L + pid;
        return record;
    }

    private Records.Image executed(int pid, String executable, String cwd, String arguments) {
        Records.Image image = begin(new Records.Image(), Records.EXECUTED, pid);
        image.cgroupId = 77;
        image.flags = Records.Image.EXECUTABLE_WHOLE | Records.Image.CWD_WHOLE;
        image.executableBytes = executable.length();
        image.cwdBytes = cwd.length();
        image.argumentBytes = arguments.length();
        image.observer = 4242;
        image.comm = bytes("cat", 16);
        image.text = bytes(executable + cwd + arguments, 8192);
        return image;
    }

    private Records.Exit exited(int pid, int status, long duration) {
        Records.Exit exit = begin(new Records.Exit(), Records.EXITED, pid);
        exit.status = status;
        exit.duration = duration;
        return exit;
    }

    private Records.CgroupMade madeCgroup(long id, String path) {
        Records.CgroupMade made = begin(new Records.CgroupMade(), Records.CGROUP_MADE, 0);
        made.id = id;
        made.path = bytes(path, 1024);
        return made;
    }

    private <T extends Records.Connected> T connected(T record, int kind, long connection) {
        begin(record, kind, 1000);
        record.connection = connection;
        record.local0 = 0x0100007f;
        record.remote0 = 0x0302010a;
        record.localPort = 40000;
        record.remotePort = 80;
        record.family = 2;
        record.direction = 1;
        return record;
    }

    private Records.Tcp tcp(int kind, long connection) {
        Records.Tcp tcp = connected(new Records.Tcp(), kind, connection);
        tcp.sent = 11;
        tcp.received = 22;
        tcp.errno = kind == Records.TCP_FAILED ? 111 : 0;
        return tcp;
    }

    private Records.Moved moved(long connection, int sent, long offset, String text) {
        Records.Moved moved = connected(new Records.Moved(), Records.MOVED, connection);
        moved.startKtime = now;
        moved.streamOffset = offset;
        moved.total = text.length();
        moved.captured = text.length();
        moved.sent = sent;
        moved.data = bytes(text, 4096);
        return moved;
    }

    private static byte[] bytes(String text, int length) {
        return java.util.Arrays.copyOf(text.getBytes(StandardCharsets.ISO_8859_1), length);
    }
}
