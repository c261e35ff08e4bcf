package dev.skep.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skep.bpf.feature.Feature;
import dev.skep.bpf.kernel.Cgroup2;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Lab
@Tag("kernel")
class LabTest {
    @Test
    void connectsTheTwoEndsOfACable(VethPair pair) throws Exception {
        try (ServerSocket server = pair.right().call(() -> new ServerSocket(0, 1, VethPair.RIGHT6));
                Socket client = pair.left().call(Socket::new)) {
            InetSocketAddress address = new InetSocketAddress(VethPair.RIGHT6, server.getLocalPort());
            pair.left().run(() -> client.connect(address, 5_000));
            assertThat(client.isConnected()).isTrue();
        }
    }

    @Test
    void runsProcessesInACgroupOfTheirOwn(TestCgroup cgroup) throws Exception {
        Process process = cgroup.start("cat");
        try {
            process.getOutputStream().write('x');
            process.getOutputStream().flush();
            assertThat(process.getInputStream().read()).isEqualTo('x');
            assertThat(Cgroup2.ofProcess(process.pid())).hasValue(cgroup.path());
            assertThat(cgroup.id()).isPositive();
        } finally {
            process.getOutputStream().close();
            process.waitFor();
        }
    }

    @Test
    void removesACgroupWithWhatIsBelowAndIn() throws Exception {
        Path path;
        Process process;
        try (TestCgroup cgroup = TestCgroup.create()) {
            path = cgroup.path();
            process = cgroup.child("inner").start("cat");
            process.getOutputStream().write('x');
            process.getOutputStream().flush();
            assertThat(process.getInputStream().read()).isEqualTo('x');
        }
        assertThat(path).doesNotExist();
        assertThat(process.isAlive()).isTrue();
        process.getOutputStream().close();
        process.waitFor();
    }

    @Test
    @RequiresFeature(Feature.FENTRY)
    void runsOnlyWhereTheKernelHasWhatItNeeds() {
        assertThat(Feature.FENTRY.works()).isTrue();
    }
}
