package dev.skep.events;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skep.events.EventFilter.Kind;
import dev.skep.events.model.ContainerId;
import dev.skep.events.model.ProcessExited;
import dev.skep.events.model.ProcessStarted;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("kernel")
class ProcessesKernelTest {
    private final TestScope scope = new TestScope();
    private final Seen seen = new Seen();
    private EventSource source = HostTracer.start(scope.filter(Kind.PROCESS), seen);

    @AfterEach
    void close() {
        source.close();
        scope.close();
    }

    @Test
    void tellsWhatWasExecutedAndHowItEnded() {
        scope.run("cd /usr/share && /bin/echo one '' 'three four' > /dev/null; /bin/sh -c 'exit 7'; true");

        ProcessStarted echo =
                seen.await(ProcessStarted.class, e -> e.process().comm().equals("echo"));
        assertThat(echo.existing()).isFalse();
        assertThat(echo.process().arguments()).containsExactly("/bin/echo", "one", "", "three four");
        assertThat(echo.process().executable()).isIn("/bin/echo", "/usr/bin/echo");
        assertThat(echo.process().cwd()).isEqualTo("/usr/share");
        assertThat(echo.process().uid()).isZero();
        assertThat(echo.process().cgroupId()).isPositive();
        assertThat(Math.abs(echo.timeUnixNanos() / 1_000_000 - System.currentTimeMillis()))
                .isLessThan(20_000);
        ProcessExited failed = seen.await(ProcessExited.class, e -> e.exitCode() == 7);
        assertThat(failed.process().arguments()).containsExactly("/bin/sh", "-c", "exit 7");
        assertThat(failed.signal()).isZero();
        assertThat(failed.durationNanos()).isBetween(1L, 20_000_000_000L);
    }

    @Test
    void tellsTheSignalThatEndedAProcess() {
        scope.run("sh -c 'kill -TERM $$'; sleep 100 & sleep 0.3; kill -9 $!; wait");

        assertThat(seen.await(ProcessExited.class, e -> e.signal() == 15)
                        .process()
                        .comm())
                .isEqualTo("sh");
        assertThat(seen.await(ProcessExited.class, e -> e.signal() == 9)
                        .process()
                        .comm())
                .isEqualTo("sleep");
    }

    @Test
    void seesTheParentOfAProcess() {
        scope.run("/bin/sh -c '/bin/sleep 0; true'");

        ProcessStarted child =
                seen.await(ProcessStarted.class, e -> e.process().comm().equals("sleep"));
        ProcessStarted parent = seen.await(
                ProcessStarted.class, e -> e.process().pid() == child.process().parentPid());
        assertThat(parent.process().arguments()).contains("/bin/sleep 0; true");
    }

    @Test
    void observesOnlyWhatTheFilterNames() {
        source.close();
        EventFilter all = scope.filter(Kind.PROCESS);
        EventFilter byName =
                new EventFilter(all.kinds(), all.pid(), "sort", all.cgroupPath(), all.container(), all.excludePid());
        source = HostTracer.start(byName, seen);
        scope.run("/bin/true; sort /dev/null; /bin/true");

        seen.await(ProcessExited.class, e -> true);
        assertThat(seen.events).extracting(e -> e.process().comm()).containsOnly("sort");
    }

    @Test
    void observesOnlyTheContainerThatTheFilterNames() throws IOException {
        source.close();
        String id = "fedcba9876543210".repeat(4);
        Path container = Files.createDirectory(scope.cgroup.resolve("libpod-" + id + ".scope"));
        EventFilter all = scope.filter(Kind.PROCESS);
        EventFilter inContainer =
                new EventFilter(all.kinds(), all.pid(), null, null, id.substring(0, 12), all.excludePid());
        source = HostTracer.start(inContainer, seen);
        scope.run("/bin/true outside; /bin/sh -c 'echo $$ > " + container + "/cgroup.procs; exec /bin/true inside'; "
                + "/bin/true outside; rmdir " + container);

        ProcessExited ended = seen.await(ProcessExited.class, e -> true);
        assertThat(ended.process().arguments()).containsExactly("/bin/true", "inside");
        assertThat(seen.all(ProcessStarted.class)).hasSize(1);
    }

    @Test
    void cutsVeryLongArgumentsAndSaysSo() {
        scope.run("/bin/true $(seq 1 5000)");

        ProcessStarted started =
                seen.await(ProcessStarted.class, e -> e.process().comm().equals("true"));
        assertThat(started.process().argumentsTruncated()).isTrue();
        assertThat(started.process().arguments()).hasSizeGreaterThan(500).startsWith("/bin/true", "1", "2");
    }

    @Test
    void losesNoneOfTwoThousandShortLivedProcesses() {
        scope.run("i=0; while [ $i -lt 2000 ]; do /bin/true $i & i=$((i+1)); [ $((i % 50)) = 0 ] && wait; done; wait");

        List<ProcessStarted> started =
                seen.await(ProcessStarted.class, 2000, e -> e.process().comm().equals("true"));
        Set<String> arguments = new HashSet<>();
        started.forEach(e -> arguments.add(e.process().arguments().getLast()));
        assertThat(arguments).hasSize(2000);
        seen.await(ProcessExited.class, 2000, e -> e.process().comm().equals("true"));
        assertThat(source.losses()).isEmpty();
    }

    @Test
    void knowsExecutablesAndDirectoriesBehindMountPoints() throws IOException {
        Path shm = Files.createTempDirectory(Path.of("/dev/shm"), "skep");
        try {
            Path copy = Files.copy(Path.of("/bin/true"), shm.resolve("my-true"));
            copy.toFile().setExecutable(true);
            scope.run("cd " + shm + " && ./my-true");

            ProcessStarted started =
                    seen.await(ProcessStarted.class, e -> e.process().comm().equals("my-true"));
            assertThat(started.process().executable()).isEqualTo(copy.toString());
            assertThat(started.process().cwd()).isEqualTo(shm.toString());
        } finally {
            Files.deleteIfExists(shm.resolve("my-true"));
            Files.delete(shm);
        }
    }

    @Test
    void findsTheProcessesThatWereThereBefore() throws IOException {
        source.close();
        Process sleeper = scope.start("/bin/sleep", "1000");
        while (!Files.readString(scope.cgroup.resolve("cgroup.procs")).contains("" + sleeper.pid())
                || !Files.readString(Path.of("/proc/" + sleeper.pid() + "/comm"))
                        .equals("sleep\n")) {
            TestScope.sleep(10);
        }
        source = HostTracer.start(scope.filter(Kind.PROCESS), seen);

        ProcessStarted found = seen.await(ProcessStarted.class, ProcessStarted::existing);
        assertThat(found.process().pid()).isEqualTo((int) sleeper.pid());
        assertThat(found.process().arguments()).containsExactly("/bin/sleep", "1000");
        assertThat(found.process().executable()).isIn("/bin/sleep", "/usr/bin/sleep");
        assertThat(found.process().startBoottimeNanos()).isPositive();
        sleeper.destroyForcibly();
        ProcessExited ended = seen.await(ProcessExited.class, e -> e.signal() == 9);
        assertThat(ended.process().pid()).isEqualTo(found.process().pid());
    }

    @Test
    void knowsTheContainerOfAProcessThatIsGoneWithItsCgroup() throws IOException {
        String id = "0123456789abcdef".repeat(4);
        Path container = Files.createDirectory(scope.cgroup.resolve("docker-" + id + ".scope"));
        scope.run("/bin/sh -c 'echo $$ > " + container + "/cgroup.procs; exec /bin/true inside'; rmdir " + container);

        ProcessStarted inside = seen.await(
                ProcessStarted.class,
                e -> e.process().arguments().contains("inside")
                        && e.process().comm().equals("true"));
        assertThat(inside.process().container()).isEqualTo(new ContainerId("docker", id));
        assertThat(container).doesNotExist();
    }

    @Test
    void threadsAreNotProcesses() {
        scope.run(
                "/usr/bin/python3 -c 'import threading; t=threading.Thread(target=lambda: None); t.start(); t.join()'");

        seen.await(ProcessExited.class, e -> e.process().comm().startsWith("python3"));
        assertThat(seen.all(ProcessExited.class).stream()
                        .filter(e -> e.process().comm().startsWith("python3")))
                .hasSize(1);
    }
}
