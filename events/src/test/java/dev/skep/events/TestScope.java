package dev.skep.events;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A cgroup of a test's own, and the processes that it starts in it: probes in tests look at nothing else. */
final class TestScope implements AutoCloseable {
    private static final AtomicInteger NEXT = new AtomicInteger();

    final Path cgroup;
    private final List<Process> started = new ArrayList<>();

    TestScope() {
        Path root = dev.skep.bpf.kernel.Cgroup2.mountPoint().orElseThrow();
        cgroup = root.resolve("skep-test-" + ProcessHandle.current().pid() + "-" + NEXT.incrementAndGet());
        try {
            Files.createDirectory(cgroup);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    EventFilter filter(EventFilter.Kind... kinds) {
        return new EventFilter(Set.of(kinds), OptionalInt.empty(), null, cgroup.toString(), null, OptionalInt.empty());
    }

    /** Starts a program inside the cgroup. */
    Process start(String... command) {
        return start(new ProcessBuilder(), command);
    }

    Process start(ProcessBuilder builder, String... command) {
        List<String> all =
                new ArrayList<>(List.of("/bin/sh", "-c", "echo $$ > " + cgroup + "/cgroup.procs && exec \"$@\"", "sh"));
        all.addAll(List.of(command));
        try {
            Process process = builder.command(all).redirectErrorStream(true).start();
            started.add(process);
            return process;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a shell script inside the cgroup to its end; its output. */
    String run(String script) {
        Process process = start("/bin/sh", "-c", script);
        try {
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes());
            process.waitFor(60, TimeUnit.SECONDS);
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        for (Process process : started) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            try {
                process.waitFor(10, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        for (int i = 0; i < 100; i++) {
            try {
                Files.deleteIfExists(cgroup);
                return;
            } catch (IOException stillBusy) {
                sleep(20);
            }
        }
    }

    static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
