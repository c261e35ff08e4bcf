package dev.skep.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skep.lab.Lab;
import dev.skep.lab.TestCgroup;
import dev.skep.lab.VethPair;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Every example does what it says, run as a user runs it: by the clock, which is too fast for an emulated machine. */
@Lab
@Tag("kernel")
@Tag("realtime")
class ExamplesTest {
    private final PrintStream console = System.out;
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final ExecutorService background = Executors.newCachedThreadPool();

    @BeforeEach
    void capture() {
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void release() {
        System.setOut(console);
        background.shutdownNow();
    }

    @Test
    void execTracerShowsWhatIsExecuted() throws Exception {
        Future<?> example = start(() -> ExecTracer.main(new String[] {"2"}));
        waitFor("COMM");

        Process child = new ProcessBuilder("/bin/true").start();
        child.waitFor();
        example.get();

        assertThat(output())
                .containsPattern("\\b%d +%d +%d true +/bin/true"
                        .formatted(child.pid(), ProcessHandle.current().pid(), 0));
    }

    @Test
    void packetCounterCountsByProtocol(VethPair cable) throws Exception {
        Future<?> example = start(() -> cable.left().run(() -> PacketCounter.main(new String[] {"left0", "2"})));

        long end = System.nanoTime() + 1_500_000_000L;
        cable.right().run(() -> {
            try (DatagramSocket socket = new DatagramSocket()) {
                while (System.nanoTime() - end < 0) {
                    socket.send(new DatagramPacket(new byte[100], 100, VethPair.LEFT, 9));
                    Thread.sleep(10);
                }
            }
        });
        example.get();

        assertThat(output()).containsPattern("0x0800 udp +\\d+ packets +\\d+ bytes");
    }

    @Test
    void synGuardDropsAboveTheRate(VethPair cable) throws Exception {
        Future<?> example = start(() -> cable.left().run(() -> SynGuard.main(new String[] {"left0", "5", "3"})));
        Thread.sleep(500);

        int refused = 0;
        int unanswered = 0;
        for (int i = 0; i < 12; i++) {
            if (cable.right().call(() -> refused(VethPair.LEFT))) {
                refused++;
            } else {
                unanswered++;
            }
        }
        example.get();

        assertThat(refused).isBetween(5, 11);
        assertThat(unanswered).isPositive();
        assertThat(output()).containsPattern("10\\.77\\.0\\.2 +\\d+ in the last second, [1-9]\\d* dropped in all");
    }

    @Test
    void syscallLatencyShowsHistograms() throws Exception {
        Process sleeper = new ProcessBuilder("/bin/sh", "-c", "for i in 1 2 3 4 5 6 7 8; do sleep 0.3; done").start();
        start(() -> SyscallLatency.main(new String[] {"2", Long.toString(sleeper.pid())}))
                .get();
        sleeper.destroy();

        // wait4(2) is what a shell spends its time in: a quarter of a second and more.
        assertThat(output()).containsPattern("system call 61\\R(.*\\R)*? +from +268435456 ns +\\d+ \\|\\*");
        assertThat(output()).doesNotContain("system call 230\n");
    }

    @Test
    void hostLookupsShowsNameAndResult() throws Exception {
        Future<?> example = start(() -> HostLookups.main(new String[] {"3"}));
        Thread.sleep(1500);

        new ProcessBuilder("getent", "ahosts", "localhost").start().waitFor();
        example.get();

        assertThat(output()).containsPattern("getent +\\d+ us +localhost");
    }

    @Test
    void connectRewriterSendsACgroupElsewhere(TestCgroup cgroup) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Future<?> example = start(() -> ConnectRewriter.main(
                    new String[] {cgroup.path().toString(), "192.0.2.1:80", "127.0.0.1:" + server.getLocalPort(), "2"
                    }));
            waitFor("is 127.0.0.1");
            Future<String> request = background.submit(() -> answer(server));

            Process curl = cgroup.start("curl", "-s", "--noproxy", "*", "http://192.0.2.1/hello");

            assertThat(request.get()).startsWith("GET /hello HTTP/1.1");
            assertThat(new String(curl.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo("rewritten");
            example.get();
            assertThat(output()).contains("1 connections rewritten");
        }
    }

    private static String answer(ServerSocket server) throws IOException {
        try (Socket socket = server.accept()) {
            byte[] request = new byte[1024];
            int length = socket.getInputStream().read(request);
            socket.getOutputStream()
                    .write("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nrewritten".getBytes(StandardCharsets.US_ASCII));
            return new String(request, 0, length, StandardCharsets.US_ASCII);
        }
    }

    private static boolean refused(InetAddress host) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, 9), 150);
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    private interface Main {
        void run() throws Exception;
    }

    private Future<?> start(Main main) {
        return background.submit((Callable<Void>) () -> {
            main.run();
            return null;
        });
    }

    private String output() {
        return printed.toString(StandardCharsets.UTF_8);
    }

    private void waitFor(String text) throws InterruptedException {
        long end = System.nanoTime() + 20_000_000_000L;
        while (!output().contains(text) && System.nanoTime() - end < 0) {
            Thread.sleep(20);
        }
        assertThat(output()).contains(text);
    }
}
