package dev.skep.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** {@code skep} as a process of its own, from the classes under test; what it prints is collected line by line. */
final class SkepProcess implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 30;

    private final Process process;
    private final List<String> out = new CopyOnWriteArrayList<>();
    private final List<String> err = new CopyOnWriteArrayList<>();
    private final List<Thread> readers;

    private SkepProcess(ProcessBuilder builder) throws IOException {
        process = builder.start();
        readers = List.of(
                reader(process.inputReader(StandardCharsets.UTF_8), out),
                reader(process.errorReader(StandardCharsets.UTF_8), err));
    }

    /** Starts {@code skep} with these arguments. */
    static SkepProcess start(String... arguments) throws IOException {
        return new SkepProcess(new ProcessBuilder(command(List.of(), arguments)));
    }

    /** Starts {@code skep} by another program, such as {@code setpriv}. */
    static SkepProcess startBy(List<String> launcher, String... arguments) throws IOException {
        return new SkepProcess(new ProcessBuilder(command(launcher, arguments)));
    }

    /** The words that start {@code skep}, for a shell. */
    static String shellCommand(String... arguments) {
        List<String> quoted = command(List.of(), arguments).stream()
                .map(word -> "'" + word + "'")
                .toList();
        return String.join(" ", quoted);
    }

    private static List<String> command(List<String> launcher, String... arguments) {
        List<String> command = new ArrayList<>(launcher);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xlog:disable",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.skep.cli.Main"));
        command.addAll(List.of(arguments));
        return command;
    }

    private static Thread reader(BufferedReader from, List<String> lines) {
        return Thread.ofVirtual().start(() -> from.lines().forEach(lines::add));
    }

    long pid() {
        return process.pid();
    }

    /** Waits until a line of standard output matches, and answers it. */
    String awaitOut(Predicate<String> wanted) throws InterruptedException {
        return await(out, wanted);
    }

    /** Waits until a line of standard error matches, and answers it. */
    String awaitErr(Predicate<String> wanted) throws InterruptedException {
        return await(err, wanted);
    }

    private String await(List<String> lines, Predicate<String> wanted) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (System.nanoTime() < deadline) {
            for (String line : lines) {
                if (wanted.test(line)) {
                    return line;
                }
            }
            if (!process.isAlive() && readersDone()) {
                break;
            }
            Thread.sleep(20);
        }
        throw new AssertionError("no such line; out: " + out + " err: " + err);
    }

    private boolean readersDone() {
        return readers.stream().noneMatch(Thread::isAlive);
    }

    /** Sends a signal by kill(1). */
    void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(pid())).start().waitFor();
    }

    /** Waits for the end; answers the exit code. */
    int awaitExit() throws InterruptedException {
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("still runs; out: " + out + " err: " + err);
        }
        for (Thread reader : readers) {
            reader.join();
        }
        return process.exitValue();
    }

    List<String> out() {
        return out;
    }

    List<String> err() {
        return err;
    }

    /** Whether a program is there to be run. */
    static boolean onPath(String program) {
        return List.of(System.getenv("PATH").split(":")).stream()
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
