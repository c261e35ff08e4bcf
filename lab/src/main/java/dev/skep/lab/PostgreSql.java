package dev.skep.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A real PostgreSQL with a new, empty cluster and the superuser {@code postgres} without a password, on a free port of the
 * loopback interface of the network namespace in which it was started. PostgreSQL refuses to run as root: it runs as
 * {@code nobody}.
 */
public final class PostgreSql implements AutoCloseable {
    private static final Path VERSIONS = Path.of("/usr/lib/postgresql");
    private static final List<String> AS_NOBODY =
            List.of("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", "--");

    private final ServerProcess server;

    private PostgreSql(ServerProcess server) {
        this.server = server;
    }

    /** Starts one, which takes some seconds; a test is skipped where PostgreSQL is not installed. */
    public static PostgreSql start() {
        Path program = ServerProcess.program("postgres", programs());
        int port = ServerProcess.freePort();
        Path directory = ServerProcess.createDirectory("postgresql");
        Path data = directory.resolve("data");
        try {
            Files.createDirectory(data);
            run(List.of("chown", "-R", "nobody:nogroup", directory.toString()));
            List<String> initialise = new ArrayList<>(AS_NOBODY);
            initialise.addAll(List.of(program.resolveSibling("initdb").toString(), "--pgdata", data.toString()));
            initialise.addAll(List.of("--username=postgres", "--auth=trust", "--no-sync", "--encoding=UTF8"));
            run(initialise);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<String> command = new ArrayList<>(AS_NOBODY);
        command.addAll(List.of(program.toString(), "-D", data.toString(), "-p", Integer.toString(port)));
        command.addAll(List.of("-h", "127.0.0.1", "-k", directory.toString(), "-F"));
        return new PostgreSql(ServerProcess.start(directory, port, command));
    }

    private static Stream<Path> programs() {
        if (!Files.isDirectory(VERSIONS)) {
            return Stream.empty();
        }
        try (Stream<Path> versions = Files.list(VERSIONS)) {
            return versions
                    .sorted(Comparator.reverseOrder())
                    .map(version -> version.resolve("bin/postgres"))
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void run(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IllegalStateException(String.join(" ", command) + " failed: " + said);
            }
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted in " + command, e);
        }
    }

    /** Where it takes connections. */
    public InetSocketAddress address() {
        return server.address();
    }

    /** Its first process; it starts one for each connection. */
    public Process process() {
        return server.process();
    }

    @Override
    public void close() {
        server.close();
    }
}
