package dev.skep.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.skep.agent.client.AgentClient;
import dev.skep.agent.client.EventLines;
import dev.skep.agent.stream.EventQuery;
import dev.skep.events.model.Connection;
import dev.skep.events.model.Direction;
import dev.skep.events.model.Event;
import dev.skep.events.model.TcpOpened;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("unit")
class AgentTest {
    @TempDir
    Path directory;

    private final FixtureSource source = new FixtureSource();

    @Test
    void refusesASecondAgentAndNamesTheFirst() {
        AgentConfig config = config();
        try (Agent _ = Agent.start(config, source::start)) {
            assertThatThrownBy(() -> Agent.start(config, new FixtureSource()::start))
                    .asInstanceOf(type(AgentException.class))
                    .satisfies(e -> assertThat(e.remedy()).contains("kill"))
                    .extracting(Throwable::getMessage)
                    .asString()
                    .contains("pid " + ProcessHandle.current().pid())
                    .contains(config.socket().toString())
                    .doesNotContain("\n");
        }
        Agent.start(config, source::start).close();
    }

    @Test
    void refusesABusyPortBeforeAnythingIsAttached() throws Exception {
        try (ServerSocket busy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            AgentConfig config = config().withPort(busy.getLocalPort());
            assertThatThrownBy(() -> Agent.start(config, (filter, sink) -> {
                        throw new AssertionError("attached");
                    }))
                    .isInstanceOf(AgentException.class)
                    .hasMessageContaining(":" + busy.getLocalPort());
        }
    }

    @Test
    void saysWhereItCannotWrite() throws Exception {
        Path file = Files.createFile(directory.resolve("file"));
        AgentConfig config = config().withRuntimeDirectory(file.resolve("skep"));
        assertThatThrownBy(() -> Agent.start(config, source::start))
                .isInstanceOf(AgentException.class)
                .hasMessageContaining(file.toString());
    }

    @Test
    void givesUpTheLockIfTheProbesFail() {
        AgentConfig config = config();
        assertThatThrownBy(() -> Agent.start(config, (filter, sink) -> {
                    throw new IllegalStateException("no BTF");
                }))
                .hasMessage("no BTF");
        Agent.start(config, source::start).close();
    }

    @Test
    void replacesTheSocketOfAnAgentThatWasKilled() throws Exception {
        Files.createFile(config().socket());
        try (Agent agent = Agent.start(config(), source::start)) {
            assertThat(Files.getPosixFilePermissions(agent.awaitServer().socket()))
                    .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        }
    }

    @Test
    void leavesNothingBehind() {
        Agent agent = Agent.start(config(), source::start);
        agent.awaitServer();
        agent.close();
        agent.close();
        assertThat(source.isClosed()).isTrue();
        assertThat(config().socket()).doesNotExist();
        assertThat(AgentClient.find(config().socket())).isEmpty();
    }

    @Test
    void streamsEventsToAClientOnTheSocket() throws Exception {
        List<Event> seen = new ArrayList<>();
        try (Agent agent = Agent.start(config(), source::start)) {
            agent.awaitServer();
            AgentClient client = AgentClient.find(config().socket()).orElseThrow();
            try (EventLines lines = client.events(EventQuery.ALL)) {
                Samples.oneOfEach().forEach(source::happens);
                for (int i = 0; i < Samples.oneOfEach().size(); i++) {
                    dev.skep.agent.json.EventReader.read(lines.next(), seen::add, loss -> {});
                }
            }
            assertThat(client.text("/api/agent"))
                    .contains("\"pid\":" + ProcessHandle.current().pid());
            assertThatThrownBy(() -> client.events(
                            EventQuery.parse(name -> name.equals("cgroup") ? List.of("no/such/cgroup") : List.of())))
                    .isInstanceOf(AgentException.class)
                    .hasMessageContaining("no/such/cgroup");
        }
        assertThat(seen.getFirst()).isEqualTo(Samples.oneOfEach().getFirst());
        assertThat(seen).hasSameSizeAs(Samples.oneOfEach());
    }

    @Test
    void leavesOutWhoLooksAtThePage() {
        try (Agent agent = Agent.start(config(), source::start)) {
            int port = agent.awaitServer().page().orElseThrow().getPort();
            source.happens(opened("127.0.0.1", "127.0.0.1", port));
            source.happens(opened("192.0.2.1", "192.0.2.1", port));
            source.happens(opened("127.0.0.1", "127.0.0.1", port + 1));
            source.happens(opened("192.0.2.1", "192.0.2.2", port));
            assertThat(agent.state().recent().snapshot(10).connections())
                    .extracting(event -> ((TcpOpened) event).connection().remote())
                    .containsExactly(
                            new InetSocketAddress("127.0.0.1", port + 1), new InetSocketAddress("192.0.2.2", port));
        }
    }

    private static TcpOpened opened(String local, String remote, int port) {
        Connection connection = new Connection(
                (local + remote).hashCode() * 31L + port,
                Direction.OUTBOUND,
                new InetSocketAddress(local, 40_000),
                new InetSocketAddress(remote, port));
        return new TcpOpened(Samples.TIME, Samples.CURL, connection, 1);
    }

    @Test
    void endsStreamsWhenItCloses() throws Exception {
        Agent agent = Agent.start(config(), source::start);
        agent.awaitServer();
        try (EventLines lines =
                AgentClient.find(config().socket()).orElseThrow().events(EventQuery.ALL)) {
            agent.close();
            assertThat(lines.next()).isNull();
        }
    }

    private AgentConfig config() {
        return AgentConfig.defaults().withPort(0).withRuntimeDirectory(directory);
    }
}
