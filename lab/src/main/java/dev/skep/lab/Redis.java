package dev.skep.lab;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A real Redis that keeps nothing on disk, on a free port of the loopback interface of the network namespace in which it was
 * started.
 */
public final class Redis implements AutoCloseable {
    private final ServerProcess server;

    private Redis(ServerProcess server) {
        this.server = server;
    }

    /** Starts one; a test is skipped where Redis is not installed. */
    public static Redis start() {
        Path program = ServerProcess.program("redis-server", Stream.of(Path.of("/usr/bin/redis-server")));
        int port = ServerProcess.freePort();
        Path directory = ServerProcess.createDirectory("redis");
        List<String> command = List.of(
                program.toString(),
                "--port",
                Integer.toString(port),
                "--bind",
                "127.0.0.1",
                "--save",
                "",
                "--appendonly",
                "no",
                "--dir",
                directory.toString());
        return new Redis(ServerProcess.start(directory, port, command));
    }

    /** Where it takes connections. */
    public InetSocketAddress address() {
        return server.address();
    }

    /** Its process. */
    public Process process() {
        return server.process();
    }

    @Override
    public void close() {
        server.close();
    }
}
