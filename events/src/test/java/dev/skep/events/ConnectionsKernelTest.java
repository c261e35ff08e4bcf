package dev.skep.events;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skep.events.EventFilter.Kind;
import dev.skep.events.model.Direction;
import dev.skep.events.model.TcpClosed;
import dev.skep.events.model.TcpFailed;
import dev.skep.events.model.TcpOpened;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("kernel")
class ConnectionsKernelTest {
    private static final int ECONNREFUSED = 111;

    private final TestScope scope = new TestScope();
    private final Seen seen = new Seen();
    private final EventSource source = HostTracer.start(scope.filter(Kind.TCP), seen);

    @AfterEach
    void close() {
        source.close();
        scope.close();
    }

    /** Accepts one connection on a free port, receives to its end, answers "bye"; the client sends 10,000 bytes. */
    private static String dialogue(String host) {
        return """
            exec /usr/bin/python3 - <<'END'
            import socket, threading
            family = socket.AF_INET6 if ':' in '%1$s' else socket.AF_INET
            server = socket.create_server(('%1$s', 0), family=family)
            def serve():
                c, _ = server.accept()
                while c.recv(65536): pass
                c.sendall(b'bye')
                c.close()
            t = threading.Thread(target=serve); t.start()
            c = socket.create_connection(server.getsockname()[:2])
            c.sendall(b'x' * 10000)
            c.shutdown(socket.SHUT_WR)
            while c.recv(100): pass
            c.close(); t.join()
            END
            """.formatted(host);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void seesBothEndsOfAConnection(String host) {
        scope.run(dialogue(host));

        List<TcpClosed> closed = seen.await(TcpClosed.class, 2, e -> true);
        List<TcpOpened> opened = seen.all(TcpOpened.class);
        assertThat(opened)
                .extracting(e -> e.connection().direction())
                .containsExactlyInAnyOrder(Direction.OUTBOUND, Direction.INBOUND);
        for (TcpClosed end : closed) {
            boolean client = end.connection().direction() == Direction.OUTBOUND;
            assertThat(end.process().comm()).startsWith("python3");
            assertThat(end.sentBytes()).isEqualTo(client ? 10_000 : 3);
            assertThat(end.receivedBytes()).isEqualTo(client ? 3 : 10_000);
            assertThat(end.durationNanos()).isBetween(1L, 20_000_000_000L);
            assertThat(end.errno()).isZero();
            assertThat(opened).extracting(TcpOpened::connection).contains(end.connection());
        }
        assertThat(closed.get(0).connection().local())
                .isEqualTo(closed.get(1).connection().remote());
        assertThat(closed.get(0).connection().remote())
                .isEqualTo(closed.get(1).connection().local());
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void seesWhyAConnectionFailed(String host) {
        scope.run("/usr/bin/python3 -c \"import socket; socket.create_connection(('" + host + "', 9))\"");

        TcpFailed failed = seen.await(TcpFailed.class, e -> true);
        assertThat(failed.errno()).isEqualTo(ECONNREFUSED);
        assertThat(failed.connection().remote().getPort()).isEqualTo(9);
        assertThat(failed.connection().remote().getAddress().isLoopbackAddress())
                .isTrue();
        assertThat(failed.connection().direction()).isEqualTo(Direction.OUTBOUND);
        assertThat(failed.process().arguments()).contains("-c");
    }

    @Test
    void measuresTheHandshakeAndTheRoundTrip() {
        scope.run(dialogue("127.0.0.1"));

        TcpOpened opened = seen.await(TcpOpened.class, e -> e.connection().direction() == Direction.OUTBOUND);
        assertThat(opened.handshakeNanos()).isBetween(1_000L, 5_000_000_000L);
        TcpClosed closed = seen.await(TcpClosed.class, e -> e.connection().equals(opened.connection()));
        assertThat(closed.roundTripMicros()).isBetween(1, 5_000_000);
    }

    @Test
    void knowsTheOwnersOfConnectionsThatAreOlderThanTheProbes() throws java.io.IOException {
        Process process = scope.start("/usr/bin/python3", "-c", """
                import socket
                server = socket.create_server(('127.0.0.1', 0))
                c = socket.create_connection(server.getsockname())
                s, _ = server.accept()
                print('connected', flush=True)
                input()
                c.send(b'12345'); s.recv(5); c.close(); s.close()
                """);
        assertThat(process.inputReader().readLine()).isEqualTo("connected");
        EventFilter onlyIt = new EventFilter(
                Set.of(Kind.TCP), OptionalInt.of((int) process.pid()), null, null, null, OptionalInt.empty());
        Seen later = new Seen();
        try (EventSource _ = HostTracer.start(onlyIt, later)) {
            process.getOutputStream().write('\n');
            process.getOutputStream().flush();

            List<TcpClosed> closed = later.await(TcpClosed.class, 2, e -> true);
            assertThat(closed).allSatisfy(end -> {
                assertThat(end.process().pid()).isEqualTo((int) process.pid());
                assertThat(end.process().arguments()).contains("-c");
                assertThat(end.connection().direction()).isEqualTo(Direction.UNKNOWN);
                assertThat(end.connection().remote().getPort()).isPositive();
            });
            assertThat(closed.stream().mapToLong(TcpClosed::sentBytes).sum()).isEqualTo(5);
        }
    }

    @Test
    void seesAConnectionThatWasReset() {
        scope.run("""
                exec /usr/bin/python3 - <<'END'
                import socket, struct
                server = socket.create_server(('127.0.0.1', 0))
                c = socket.create_connection(server.getsockname())
                s, _ = server.accept()
                s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))
                s.close()
                try: c.recv(1)
                except ConnectionResetError: pass
                c.close()
                END
                """);

        TcpClosed client = seen.await(TcpClosed.class, e -> e.connection().direction() == Direction.OUTBOUND);
        assertThat(client.errno()).isEqualTo(104);
    }
}
