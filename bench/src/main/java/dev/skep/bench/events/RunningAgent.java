package dev.skep.bench.events;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** An agent under measurement: started as a user starts it, asked over its own metrics page, ended by SIGTERM. */
final class RunningAgent implements AutoCloseable {
    private static final Duration START_TIMEOUT = Duration.ofSeconds(30);

    private final Process process;
    private final int port;
    private final HttpClient client = HttpClient.newHttpClient();

    private RunningAgent(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    static RunningAgent start(Path launcher, Path cgroup, int port, Path runtimeDirectory)
            throws IOException, InterruptedException {
        Process process = new ProcessBuilder(List.of(
                        launcher.toString(),
                        "agent",
                        "--cgroup",
                        cgroup.toString(),
                        "--port",
                        Integer.toString(port),
                        "--runtime-dir",
                        runtimeDirectory.toString()))
                .redirectErrorStream(true)
                .start();
        Thread.ofVirtual().start(() -> drain(process));
        RunningAgent agent = new RunningAgent(process, port);
        long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
        while (!agent.answers()) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                agent.close();
                throw new IOException("the agent does not start; try: " + launcher + " agent");
            }
            Thread.sleep(50);
        }
        return agent;
    }

    private static void drain(Process process) {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            lines.lines().filter(line -> line.startsWith("skep:")).forEach(System.err::println);
        } catch (IOException e) {
            System.err.println("the agent's output ended: " + e.getMessage());
        }
    }

    private boolean answers() throws InterruptedException {
        try {
            return metrics().contains("skep_");
        } catch (IOException e) {
            return false;
        }
    }

    /** The metrics page as it is now. */
    String metrics() throws IOException, InterruptedException {
        return client.send(request("/metrics"), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    /** Sum over all label sets of a metric. */
    double sum(String metric) throws IOException, InterruptedException {
        return metrics()
                .lines()
                .filter(line -> line.startsWith(metric + "{") || line.startsWith(metric + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /** Opens the stream that the web page reads, as a browser with the page open does. */
    AutoCloseable openPage() throws IOException, InterruptedException {
        InputStream stream = client.send(request("/api/events"), HttpResponse.BodyHandlers.ofInputStream())
                .body();
        Thread.ofVirtual().start(() -> {
            byte[] buffer = new byte[65_536];
            try {
                while (stream.read(buffer) >= 0) {
                    Thread.onSpinWait();
                }
            } catch (IOException _) {
                Thread.currentThread().interrupt();
            }
        });
        return stream;
    }

    ProcessUsage usage() throws IOException {
        return ProcessUsage.of(process.pid());
    }

    private HttpRequest request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .build();
    }

    @Override
    public void close() {
        client.close();
        process.destroy();
        boolean interrupted = false;
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
