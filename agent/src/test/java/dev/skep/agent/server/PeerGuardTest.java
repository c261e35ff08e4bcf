package dev.skep.agent.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.skep.agent.Agent;
import dev.skep.agent.AgentConfig;
import dev.skep.agent.FixtureSource;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PeerGuardTest {
    private static final int NOBODY = 65_534;

    @TempDir
    Path directory;

    @Test
    @Tag("kernel")
    void letsOtherUsersReadNothingButTheMetrics() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/curl")), "no curl: apt-get install curl");
        AgentConfig config = AgentConfig.defaults().withPort(0).withRuntimeDirectory(directory);
        try (Agent agent = Agent.start(config, new FixtureSource()::start)) {
            URI page = agent.awaitServer().page().orElseThrow();
            assertThat(status(0, page.resolve("/api/snapshot"))).isEqualTo("200");
            assertThat(status(NOBODY, page.resolve("/api/snapshot"))).isEqualTo("403");
            assertThat(status(NOBODY, page)).isEqualTo("403");
            assertThat(status(NOBODY, page.resolve("/metrics"))).isEqualTo("200");
        }
        try (Agent agent = Agent.start(config.withUsers(Set.of(NOBODY)), new FixtureSource()::start)) {
            assertThat(status(NOBODY, agent.awaitServer().page().orElseThrow())).isEqualTo("200");
        }
        try (Agent agent = Agent.start(config.withAnyUser(), new FixtureSource()::start)) {
            assertThat(status(1, agent.awaitServer().page().orElseThrow())).isEqualTo("200");
        }
    }

    @Test
    @Tag("unit")
    void findsTheOwnerInTheTableOfAllSockets() throws Exception {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try (ServerSocket server = new ServerSocket(0, 1, loopback);
                Socket client = new Socket(loopback, server.getLocalPort());
                PeerOwner owners = new PeerOwner()) {
            int self = PeerOwner.self();
            InetSocketAddress peer = (InetSocketAddress) client.getLocalSocketAddress();
            InetSocketAddress ours = (InetSocketAddress) client.getRemoteSocketAddress();
            assertThat(owners.of(peer, ours)).hasValue(self);
            List<String> tables = new java.util.ArrayList<>(Files.readAllLines(Path.of("/proc/self/net/tcp")));
            tables.addAll(Files.readAllLines(Path.of("/proc/self/net/tcp6")));
            assertThat(PeerOwner.parse(tables, peer.getPort(), ours.getPort())).hasValue(self);
            assertThat(PeerOwner.parse(tables, ours.getPort(), 1)).isEmpty();
        }
    }

    @Test
    @Tag("unit")
    void doesNotGuessBetweenTwoOwners() {
        String row = "1: 0100007F:9C40 0100007F:1D71 01 00000000:00000000 00:00000000 00000000 %d 0 1 1";
        List<String> table = List.of("sl local_address rem_address", row.formatted(0), row.formatted(1000));
        assertThat(PeerOwner.parse(table, 0x9c40, 0x1d71)).isEmpty();
        assertThat(PeerOwner.parse(table.subList(0, 2), 0x9c40, 0x1d71)).hasValue(0);
    }

    private static String status(int uid, URI address) throws Exception {
        Process curl = new ProcessBuilder(
                        "setpriv",
                        "--reuid=" + uid,
                        "--clear-groups",
                        "/usr/bin/curl",
                        "-s",
                        "-o",
                        "/dev/null",
                        "-w",
                        "%{http_code}",
                        address.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(curl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        curl.waitFor();
        return output;
    }
}
