package dev.skep.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.skep.agent.json.JsonReader;
import dev.skep.bpf.prog.KernelObjects;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command as its user meets it: a process, its output, its exit code. */
@Tag("kernel")
@Tag("realtime")
@Timeout(120)
class CommandsTest {
    @TempDir
    private Path runtime;

    @Test
    void execShowsAProcessStartAndEnd() throws Exception {
        try (SkepProcess skep = stream("exec", "--comm", "sleep")) {
            skep.awaitOut(line -> line.startsWith("TIME"));
            Process sleep = new ProcessBuilder("sleep", "0.123").start();
            String started = skep.awaitOut(line -> line.contains("exec") && line.contains(" " + sleep.pid() + " "));
            assertThat(started).endsWith("sleep 0.123");
            assertThat(skep.awaitOut(line -> line.contains("exit") && line.contains(" " + sleep.pid() + " ")))
                    .contains("  0  after ");
        }
    }

    @Test
    void tcpShowsAConnectionOfThisProcess() throws Exception {
        try (SkepProcess skep = stream(
                        "tcp", "--pid", Long.toString(ProcessHandle.current().pid()));
                ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            skep.awaitOut(line -> line.startsWith("TIME"));
            try (Socket client = new Socket(server.getInetAddress(), server.getLocalPort());
                    Socket accepted = server.accept()) {
                client.getOutputStream().write(new byte[1000]);
                assertThat(accepted.getInputStream().readNBytes(1000)).hasSize(1000);
            }
            String port = ":" + server.getLocalPort();
            skep.awaitOut(line -> line.contains("connect") && line.endsWith("µs") && line.contains(port));
            skep.awaitOut(line -> line.contains("accept") && line.contains(port));
            skep.awaitOut(line -> line.contains("close") && line.contains("1.00 kB up, 0 B down"));
        }
    }

    @Test
    void jsonIsOneObjectPerLine() throws Exception {
        try (SkepProcess skep = stream("exec", "--json", "-n", "2", "--comm", "sleep")) {
            for (int i = 0; skep.out().isEmpty() && i < 200; i++) {
                new ProcessBuilder("sleep", "0.1").start().waitFor();
            }
            assertThat(skep.awaitExit()).isZero();
            assertThat(skep.out())
                    .hasSize(2)
                    .allSatisfy(line -> assertThat((Map<?, ?>) JsonReader.read(line))
                            .satisfies(event ->
                                    assertThat(event.get("type")).asString().startsWith("process_")));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"INT", "TERM"})
    void aSignalEndsItInOrder(String signal) throws Exception {
        try (SkepProcess skep = stream("exec")) {
            skep.awaitOut(line -> line.startsWith("TIME"));
            skep.signal(signal);
            assertThat(skep.awaitExit()).isEqualTo(ExitCode.OK);
            assertThat(skep.err()).isEmpty();
        }
    }

    @Test
    void endsByItselfAfterTheDuration() throws Exception {
        try (SkepProcess skep = stream("http", "--duration", "300ms")) {
            assertThat(skep.awaitExit()).isEqualTo(ExitCode.OK);
            assertThat(skep.err()).isEmpty();
        }
    }

    @Test
    void aClosedPipeEndsItQuietly() throws Exception {
        Path err = runtime.resolve("err");
        String pipeline = SkepProcess.shellCommand("exec", "--runtime-dir", runtime.toString()) + " 2>" + err
                + " | head -1; echo \"code ${PIPESTATUS[0]}\"";
        Process shell = new ProcessBuilder("bash", "-c", pipeline).start();
        while (shell.isAlive()) {
            new ProcessBuilder("true").start().waitFor(); // something for it to print
            Thread.sleep(50);
        }
        assertThat(shell.inputReader().lines().toList()).last().isEqualTo("code 0");
        assertThat(err).isEmptyFile();
    }

    @Test
    void aFullDiskIsAnErrorInOneLine() throws Exception {
        assumeTrue(Files.exists(Path.of("/dev/full")), "no /dev/full here");
        Process shell = new ProcessBuilder(
                        "bash",
                        "-c",
                        SkepProcess.shellCommand("exec", "--runtime-dir", runtime.toString()) + " >/dev/full")
                .start();
        assertThat(shell.waitFor()).isEqualTo(ExitCode.FAILED);
        assertThat(shell.errorReader().lines()).first().asString().startsWith("skep: no space left");
    }

    @Test
    void withoutPrivilegesItSaysWhatIsMissing() throws Exception {
        assumeTrue(SkepProcess.onPath("setpriv"), "setpriv is not installed");
        try (SkepProcess skep = SkepProcess.startBy(
                List.of("setpriv", "--bounding-set=-all", "--inh-caps=-all"),
                "exec",
                "--runtime-dir",
                runtime.toString())) {
            assertThat(skep.awaitExit()).isEqualTo(ExitCode.FAILED);
            assertThat(skep.err())
                    .containsExactly("skep: not permitted to load kernel programs", "      " + Privileges.HINT);
        }
    }

    @Test
    void exitCodeOfDoctorTellsWhetherSkepWorksHere() throws Exception {
        try (SkepProcess skep = SkepProcess.start("doctor", "--json")) {
            int code = skep.awaitExit();
            Map<?, ?> diagnosis = (Map<?, ?>) JsonReader.read(skep.out().getFirst());
            assertThat(code).isEqualTo(Boolean.TRUE.equals(diagnosis.get("works")) ? ExitCode.OK : ExitCode.FAILED);
            assertThat((List<?>) diagnosis.get("features")).hasSizeGreaterThan(40);
        }
    }

    @Test
    void anAgentServesTheOthersUntilItIsStopped() throws Exception {
        try (SkepProcess agent = stream("agent", "--port", "0")) {
            agent.awaitErr(line -> line.startsWith("skep: ready: http://127.0.0.1:"));
            try (SkepProcess second = stream("agent", "--port", "0")) {
                assertThat(second.awaitExit()).isEqualTo(ExitCode.FAILED);
                assertThat(second.err().getFirst()).startsWith("skep: an agent already runs here: pid " + agent.pid());
            }
            try (SkepProcess exec = stream("exec", "--comm", "sleep")) {
                exec.awaitOut(line -> line.startsWith("TIME"));
                Process sleep = new ProcessBuilder("sleep", "0.1").start();
                exec.awaitOut(line -> line.contains("exec") && line.contains(" " + sleep.pid() + " "));
                agent.signal("TERM");
                assertThat(agent.awaitExit()).isEqualTo(ExitCode.OK);
                assertThat(exec.awaitExit()).isEqualTo(ExitCode.FAILED);
                assertThat(exec.err()).contains("skep: the agent ended");
            }
            assertThat(runtime.resolve("skep.sock")).doesNotExist();
        }
    }

    @Test
    void afterAKillNothingStaysInTheKernel() throws Exception {
        try (SkepProcess agent = stream("agent", "--port", "0")) {
            agent.awaitErr(line -> line.startsWith("skep: ready: "));
            List<Integer> programs = ids(agent.pid(), "prog_id:");
            List<Integer> maps = ids(agent.pid(), "map_id:");
            List<Integer> links = ids(agent.pid(), "link_id:");
            assertThat(programs).isNotEmpty();
            assertThat(maps).isNotEmpty();
            assertThat(links).isNotEmpty();

            agent.signal("KILL");
            agent.awaitExit();

            awaitGone(programs, KernelObjects::programIds);
            awaitGone(maps, KernelObjects::mapIds);
            awaitGone(links, KernelObjects::linkIds);
        }
    }

    @Test
    void aBusyPortIsToldBeforeAnythingIsAttached() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                SkepProcess agent = stream("agent", "--port", Integer.toString(taken.getLocalPort()))) {
            assertThat(agent.awaitExit()).isEqualTo(ExitCode.FAILED);
            assertThat(agent.err().getFirst()).startsWith("skep: cannot serve on 127.0.0.1:" + taken.getLocalPort());
            assertThat(agent.err()).noneMatch(line -> line.startsWith("\tat "));
        }
    }

    @Test
    void upPrintsTheAddressAndLinesWhereThereIsNoTerminal() throws Exception {
        try (SkepProcess up = stream("up", "--port", "0")) {
            up.awaitErr(line -> line.startsWith("skep: http://127.0.0.1:"));
            Process sleep = new ProcessBuilder("sleep", "0.1").start();
            up.awaitOut(line -> line.contains("exec") && line.contains(" " + sleep.pid() + " "));
            up.signal("INT");
            assertThat(up.awaitExit()).isEqualTo(ExitCode.OK);
        }
    }

    /** Ids of a kind that a process has descriptors of, by proc_pid_fdinfo(5). */
    private static List<Integer> ids(long pid, String kind) throws IOException {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc", Long.toString(pid), "fdinfo"))) {
            List<Integer> ids = new ArrayList<>();
            for (Path descriptor : descriptors.toList()) {
                Files.readAllLines(descriptor).stream()
                        .filter(line -> line.startsWith(kind))
                        .map(line ->
                                Integer.valueOf(line.substring(kind.length()).strip()))
                        .forEach(ids::add);
            }
            return ids;
        }
    }

    /** The kernel frees programs and maps a little after the last descriptor is gone. */
    private static void awaitGone(List<Integer> ids, Supplier<List<Integer>> loaded) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!Collections.disjoint(ids, loaded.get()) && System.nanoTime() < deadline) {
            Thread.sleep(50);
        }
        assertThat(loaded.get()).doesNotContainAnyElementsOf(ids);
    }

    private SkepProcess stream(String... arguments) throws IOException {
        String[] all = java.util.Arrays.copyOf(arguments, arguments.length + 2);
        all[arguments.length] = "--runtime-dir";
        all[arguments.length + 1] = runtime.toString();
        return SkepProcess.start(all);
    }
}
