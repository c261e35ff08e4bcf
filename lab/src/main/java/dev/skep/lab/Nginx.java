package dev.skep.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A real nginx with one worker, on a free port of the loopback interface of the network namespace in which it was started. It
 * serves its directory {@code files}.
 */
public final class Nginx implements AutoCloseable {
    private final ServerProcess server;
    private final Path files;

    private Nginx(ServerProcess server, Path files) {
        this.server = server;
        this.files = files;
    }

    /** Starts one; a test is skipped where nginx is not installed. */
    public static Nginx start() {
        Path program = ServerProcess.program("nginx", Stream.of(Path.of("/usr/sbin/nginx")));
        int port = ServerProcess.freePort();
        Path directory = ServerProcess.createDirectory("nginx");
        Path files = directory.resolve("files");
        Path configuration = directory.resolve("nginx.conf");
        try {
            Files.createDirectory(files);
            Files.writeString(configuration, """
                    user root;
                    daemon off;
                    worker_processes 1;
                    pid nginx.pid;
                    error_log stderr;
                    events { worker_connections 256; }
                    http {
                      access_log off;
                      client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi;
                      uwsgi_temp_path uwsgi; scgi_temp_path scgi;
                      server { listen 127.0.0.1:%d; root %s; }
                    }
                    """.formatted(port, files));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<String> command =
                List.of(program.toString(), "-p", directory.toString(), "-c", configuration.toString(), "-e", "stderr");
        return new Nginx(ServerProcess.start(directory, port, command), files);
    }

    /** Where it takes connections. */
    public InetSocketAddress address() {
        return server.address();
    }

    /** Its master process; the worker is a child of it. */
    public Process process() {
        return server.process();
    }

    /** The directory that it serves. */
    public Path files() {
        return files;
    }

    @Override
    public void close() {
        server.close();
    }
}
