package dev.skep.agent.server;

import dev.skep.agent.AgentConfig;
import dev.skep.agent.AgentException;
import io.helidon.webserver.ListenerConfig;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The running server: always on the unix socket, and on TCP unless it was told not to. */
public final class AgentServer implements AutoCloseable {
    private static final String WEB = "web";
    private static final int BACKLOG = 128;
    private static final int MAX_CONNECTIONS = 256;
    private static final Duration GRACE = Duration.ofMillis(500);
    /** Kept, for the logging system forgets the level of a logger that nobody holds. */
    private static final Logger HELIDON = Logger.getLogger("io.helidon");

    private final WebServer server;
    private final EventStreamHandler streams;
    private final PeerOwner owners;
    private final Path socket;
    private final Optional<URI> page;

    private AgentServer(WebServer server, EventStreamHandler streams, PeerOwner owners, AgentConfig config) {
        this.server = server;
        this.owners = owners;
        this.streams = streams;
        this.socket = config.socket();
        this.page = config.port().isEmpty()
                ? Optional.empty()
                : Optional.of(URI.create("http://" + literal(config.host()) + ":" + server.port(WEB) + "/"));
    }

    /**
     * Starts to serve.
     *
     * @throws AgentException if the port is busy or the socket cannot be made
     */
    public static AgentServer start(AgentConfig config, AgentState state) {
        HELIDON.setLevel(Level.WARNING);
        PeerOwner owners = new PeerOwner();
        removeStaleSocket(config.socket());
        EventStreamHandler streams = new EventStreamHandler(state, config.maxStreams(), config.streamCapacity());
        var builder = WebServer.builder()
                .shutdownHook(false)
                .featuresDiscoverServices(false)
                .bindAddress(UnixDomainSocketAddress.of(config.socket()))
                .shutdownGracePeriod(GRACE)
                .routing(routing(config, state, streams));
        config.port()
                .ifPresent(port -> builder.putSocket(
                        WEB,
                        ListenerConfig.builder()
                                .name(WEB)
                                .host(config.host())
                                .port(port)
                                .backlog(BACKLOG)
                                .maxTcpConnections(MAX_CONNECTIONS)
                                .shutdownGracePeriod(GRACE)
                                .routing(routing(config, state, streams).addFilter(new PeerGuard(config, owners)))
                                .build()));
        WebServer server = builder.build();
        try {
            server.start();
            Files.setPosixFilePermissions(config.socket(), PosixFilePermissions.fromString("rw-------"));
            return new AgentServer(server, streams, owners, config);
        } catch (RuntimeException | IOException e) {
            server.stop();
            owners.close();
            throw new AgentException(
                    "cannot serve on " + config.socket() + ": " + e.getMessage(),
                    "see whether the directory is writable and not full",
                    e);
        }
    }

    /**
     * Finds out early, before anything is attached, whether the port can be had.
     *
     * @throws AgentException if it cannot
     */
    public static void checkPort(AgentConfig config) {
        if (config.port().isEmpty() || config.port().getAsInt() == 0) {
            return;
        }
        int port = config.port().getAsInt();
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(config.host(), port));
        } catch (IOException e) {
            throw new AgentException(
                    "cannot serve on " + config.host() + ":" + port + ": " + e.getMessage(),
                    "choose another port with --port, 0 for any free one; 'ss -ltnp sport = " + port
                            + "' shows who has it",
                    e);
        }
    }

    /** Address of the page; empty if it is served on the socket only. */
    public Optional<URI> page() {
        return page;
    }

    /** The unix socket. */
    public Path socket() {
        return socket;
    }

    @Override
    public void close() {
        streams.close();
        server.stop();
        owners.close();
        try {
            Files.deleteIfExists(socket);
        } catch (IOException e) {
            throw new AgentException("cannot remove " + socket + ": " + e.getMessage(), "remove it by hand", e);
        }
    }

    private static HttpRouting.Builder routing(AgentConfig config, AgentState state, EventStreamHandler streams) {
        HttpRouting.Builder routing = HttpRouting.builder()
                .addFilter(new HostGuard(config.host()))
                .get("/api/events", streams)
                .register(new StateHandlers(state));
        StaticContent.PAGE.forEach(routing::get);
        return routing;
    }

    /** The lock is ours by now: a socket that is still there was left by an agent that was killed. */
    private static void removeStaleSocket(Path socket) {
        try {
            Files.deleteIfExists(socket);
        } catch (IOException e) {
            throw new AgentException(
                    "cannot replace " + socket + ": " + e.getMessage(), "remove it, or run as its owner", e);
        }
    }

    private static String literal(String host) {
        return host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    }
}
