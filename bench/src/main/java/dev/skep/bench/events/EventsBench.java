package dev.skep.bench.events;

import dev.skep.bench.BenchmarkPage;
import java.io.IOException;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Measures what the agent adds to the processes it watches, and what it uses itself. Each figure with the agent stands
 * beside one without it from the same run; rounds alternate and the median is taken, since hosts are noisy.
 */
public final class EventsBench {
    private static final int ROUNDS = 5;
    private static final int FULL_LOAD_SECONDS = 4;
    private static final int STEADY_SECONDS = 20;
    private static final int STEADY_RATE = 20_000;
    private static final int IDLE_SECONDS = 10;
    private static final int CONNECTIONS = 32;
    private static final List<String> CALLS = List.of("getppid", "devnull", "eventfd", "unix", "tcp");

    private final Path launcher;
    private final Path directory;
    private final Path cgroup;
    private final Subject subject;
    private final PrintStream out;
    private final List<String[]> rows = new ArrayList<>();

    private EventsBench(Path launcher, Path directory, Path cgroup, PrintStream out) {
        this.launcher = launcher;
        this.directory = directory;
        this.cgroup = cgroup;
        this.subject = new Subject(directory, cgroup);
        this.out = out;
    }

    /** Runs the bench from the project's root; the one optional argument is the launcher. */
    public static void main(String[] arguments) throws Exception {
        Path launcher = Path.of(arguments.length > 0 ? arguments[0] : "skep").toAbsolutePath();
        Path directory = Files.createTempDirectory("skep-bench-");
        Path cgroup =
                cgroupMount().resolve("skep-bench-" + ProcessHandle.current().pid());
        Files.createDirectory(cgroup);
        try {
            new EventsBench(launcher, directory, cgroup, System.out).run();
        } finally {
            Files.delete(cgroup);
        }
    }

    private void run() throws Exception {
        Path syscalls = subject.compile("syscalls");
        Path load = subject.compile("load");
        systemCalls(syscalls);
        int served = freePort();
        Process nginx = subject.start(List.of(
                "nginx", "-p", directory.toString(), "-c", configuration(served).toString()));
        try {
            waitFor(served);
            fullLoad(load, served, nginx.pid());
            agentItself(load, served);
        } finally {
            nginx.destroy();
            nginx.waitFor();
        }
        out.println();
        out.println(table());
        BenchmarkPage.replace(Path.of("docs/benchmarks.md"), "events", "What observing costs", table());
    }

    /** Added nanoseconds per system call, for calls that have nothing to do with sockets and for some that have. */
    private void systemCalls(Path syscalls) throws Exception {
        double[][] bare = new double[CALLS.size()][ROUNDS];
        double[][] watched = new double[CALLS.size()][ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            out.printf("system calls, round %d of %d%n", round + 1, ROUNDS);
            measureCalls(syscalls, bare, round);
            try (RunningAgent _ = agent()) {
                measureCalls(syscalls, watched, round);
            }
        }
        for (int i = 0; i < CALLS.size(); i++) {
            double without = min(bare[i]);
            double with = min(watched[i]);
            row("system call " + CALLS.get(i) + ", ns", without, with, "%+.0f ns".formatted(with - without));
        }
    }

    private void measureCalls(Path syscalls, double[][] into, int round) throws Exception {
        for (int i = 0; i < CALLS.size(); i++) {
            into[i][round] = Double.parseDouble(subject.run(List.of(syscalls.toString(), CALLS.get(i), "20000", "12")));
        }
    }

    /** CPU that the served application itself spends per request, at all the load one client gives. */
    private void fullLoad(Path load, int port, long nginx) throws Exception {
        double[] bare = new double[ROUNDS];
        double[] watched = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            out.printf("full load, round %d of %d%n", round + 1, ROUNDS);
            bare[round] = cpuMicrosPerRequest(load, port, nginx);
            try (RunningAgent _ = agent()) {
                watched[round] = cpuMicrosPerRequest(load, port, nginx);
            }
        }
        double without = median(bare);
        double with = median(watched);
        row("nginx CPU per request at full load, µs", without, with, "%+.2f µs".formatted(with - without));
    }

    private double cpuMicrosPerRequest(Path load, int port, long nginx) throws Exception {
        long worker = worker(nginx);
        long before = ProcessUsage.of(worker).cpuNanos();
        LoadResult result = load(load, port, 0, FULL_LOAD_SECONDS);
        return (ProcessUsage.of(worker).cpuNanos() - before) / 1000.0 / result.requests();
    }

    /** The agent's own CPU and memory, idle and at a steady rate, and whether it saw every request. */
    private void agentItself(Path load, int port) throws Exception {
        LoadResult alone = load(load, port, STEADY_RATE, STEADY_SECONDS / 2);
        try (RunningAgent agent = agent();
                AutoCloseable _ = agent.openPage()) {
            out.println("agent: idle, then a steady rate");
            TimeUnit.SECONDS.sleep(2);
            long idleFrom = agent.usage().cpuNanos();
            TimeUnit.SECONDS.sleep(IDLE_SECONDS);
            ProcessUsage idle = agent.usage();
            single("agent CPU idle, % of a core", "%.2f", (idle.cpuNanos() - idleFrom) / 1e7 / IDLE_SECONDS);
            single("agent RSS idle with the page open, MiB", "%.1f", idle.residentBytes() / 1048576.0);

            double seenBefore = agent.sum("http_server_request_duration_seconds_count");
            long busyFrom = agent.usage().cpuNanos();
            LoadResult watched = load(load, port, STEADY_RATE, STEADY_SECONDS);
            ProcessUsage busy = agent.usage();
            TimeUnit.SECONDS.sleep(2);
            double seen = agent.sum("http_server_request_duration_seconds_count") - seenBefore;
            single("rate offered and served, requests/s", "%.0f", watched.requests() / watched.seconds());
            single(
                    "agent CPU at that rate, % of a core",
                    "%.1f", (busy.cpuNanos() - busyFrom) / 1e7 / watched.seconds());
            single("agent RSS at that rate, MiB", "%.1f", busy.residentBytes() / 1048576.0);
            row("client p50 at that rate, µs", alone.p50Micros(), watched.p50Micros(), "");
            row("client p99 at that rate, µs", alone.p99Micros(), watched.p99Micros(), "");
            single("requests made", "%.0f", watched.requests());
            single("requests reported", "%.0f", seen);
            single("events lost", "%.0f", agent.sum("skep_events_lost_total"));
        }
    }

    private record LoadResult(double requests, double seconds, double p50Micros, double p99Micros) {}

    private LoadResult load(Path load, int port, int rate, int seconds) throws Exception {
        String[] words = subject.run(List.of(
                        load.toString(),
                        Integer.toString(port),
                        Integer.toString(CONNECTIONS),
                        Integer.toString(rate),
                        Integer.toString(seconds)))
                .split(" ", -1);
        return new LoadResult(
                Double.parseDouble(words[0]),
                Double.parseDouble(words[2]),
                Double.parseDouble(words[3]),
                Double.parseDouble(words[4]));
    }

    private RunningAgent agent() throws Exception {
        return RunningAgent.start(launcher, cgroup, freePort(), directory.resolve("run"));
    }

    private Path configuration(int port) throws IOException {
        Path file = directory.resolve("nginx.conf");
        Files.writeString(file, """
                daemon off; worker_processes 1; pid %1$s/nginx.pid; error_log %1$s/error.log;
                events { worker_connections 512; }
                http {
                  access_log off; keepalive_requests 1000000000;
                  server { listen 127.0.0.1:%2$d; location / { return 200 "hello from the bench\\n"; } }
                }
                """.formatted(directory, port));
        return file;
    }

    private static long worker(long master) throws IOException {
        return Files.readString(Path.of("/proc/" + master + "/task/" + master + "/children"))
                .lines()
                .flatMap(line -> Arrays.stream(line.strip().split(" ", -1)))
                .mapToLong(Long::parseLong)
                .findFirst()
                .orElseThrow(() -> new IOException("nginx has no worker"));
    }

    private static void waitFor(int port) throws IOException, InterruptedException {
        for (int i = 0; i < 100; i++) {
            try (java.net.Socket _ = new java.net.Socket(java.net.InetAddress.getLoopbackAddress(), port)) {
                return;
            } catch (java.net.ConnectException e) {
                Thread.sleep(50);
            }
        }
        throw new IOException("nginx does not listen on " + port);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static Path cgroupMount() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/mounts")).stream()
                .map(line -> line.split(" ", -1))
                .filter(fields -> fields[2].equals("cgroup2"))
                .map(fields -> Path.of(fields[1]))
                .findFirst()
                .orElseThrow(() -> new IOException("no cgroup2 hierarchy is mounted"));
    }

    private void row(String what, double without, double with, String added) {
        rows.add(new String[] {what, number(without), number(with), added});
        out.printf("%-45s %10s %10s  %s%n", what, number(without), number(with), added);
    }

    private void single(String what, String format, double value) {
        String text = String.format(Locale.ROOT, format, value);
        rows.add(new String[] {what, "", text, ""});
        out.printf("%-45s %10s %10s%n", what, "", text);
    }

    private String table() {
        StringBuilder table = new StringBuilder("| | without | with Skep | added |\n|---|---|---|---|\n");
        rows.forEach(row -> table.append("| ").append(String.join(" | ", row)).append(" |\n"));
        return table.toString();
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value >= 100 ? "%.0f" : "%.2f", value);
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private static double min(double[] values) {
        return Arrays.stream(values).min().orElseThrow();
    }
}
