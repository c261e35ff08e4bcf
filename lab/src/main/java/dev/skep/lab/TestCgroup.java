package dev.skep.lab;

import dev.skep.bpf.kernel.Cgroup2;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * A cgroup of the test's own, {@code skep-test-PID-N} at the top of the version 2 hierarchy. Closing moves what is still in
 * it back to the top and removes it; no process is signalled.
 */
public final class TestCgroup implements AutoCloseable {
    private static final String PREFIX = "skep-test-";
    private static final AtomicInteger COUNTER = new AtomicInteger();

    private final Path path;

    private TestCgroup(Path path) {
        this.path = path;
    }

    /** Makes one, and removes those that killed test runs left. */
    public static TestCgroup create() {
        Path root = root();
        removeAbandoned(root);
        Path path = root.resolve(PREFIX + ProcessHandle.current().pid() + "-" + COUNTER.incrementAndGet());
        return make(path);
    }

    /** Makes one below this. It is removed with this, or before. */
    public TestCgroup child(String name) {
        return make(path.resolve(name));
    }

    private static TestCgroup make(Path path) {
        try {
            Files.createDirectory(path);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make cgroup " + path, e);
        }
        return new TestCgroup(path);
    }

    private static Path root() {
        return Cgroup2.mountPoint().orElseThrow(() -> new IllegalStateException("no cgroup2 hierarchy is mounted"));
    }

    /** Its directory. */
    public Path path() {
        return path;
    }

    /** Its id, as {@code bpf_get_current_cgroup_id} answers it. */
    public long id() {
        return Cgroup2.id(path);
    }

    /** Moves a process into it; what it starts from then on is in it too. */
    public void add(long pid) {
        write(path.resolve("cgroup.procs"), pid);
    }

    /** Starts a process that is inside from its first instruction on: a shell moves itself and becomes it. */
    public Process start(String... command) {
        String[] whole = new String[command.length + 5];
        whole[0] = "/bin/sh";
        whole[1] = "-c";
        whole[2] = "echo $$ > \"$0\"/cgroup.procs && exec \"$@\"";
        whole[3] = path.toString();
        System.arraycopy(command, 0, whole, 4, command.length);
        try {
            return new ProcessBuilder(java.util.Arrays.copyOf(whole, command.length + 4)).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path file, long pid) {
        try {
            Files.writeString(file, Long.toString(pid));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot move process " + pid + " by " + file, e);
        }
    }

    @Override
    public void close() {
        if (Files.isDirectory(path)) {
            empty(path);
        }
    }

    private static void removeAbandoned(Path root) {
        try (Stream<Path> all = Files.list(root)) {
            all.filter(directory -> directory.getFileName().toString().startsWith(PREFIX))
                    .filter(directory -> !ofLivingProcess(directory))
                    .forEach(TestCgroup::empty);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean ofLivingProcess(Path directory) {
        String[] parts = directory.getFileName().toString().split("-", -1);
        return ProcessHandle.of(Long.parseLong(parts[2])).isPresent();
    }

    private static void empty(Path directory) {
        try (Stream<Path> entries = Files.list(directory)) {
            entries.filter(Files::isDirectory).toList().forEach(TestCgroup::empty);
            for (String pid : Files.readAllLines(directory.resolve("cgroup.procs"))) {
                try {
                    write(root().resolve("cgroup.procs"), Long.parseLong(pid));
                } catch (UncheckedIOException gone) {
                    // It ended between the two lines.
                }
            }
            Files.delete(directory);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove cgroup " + directory, e);
        }
    }
}
