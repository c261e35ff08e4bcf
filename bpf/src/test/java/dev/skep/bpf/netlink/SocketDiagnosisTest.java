package dev.skep.bpf.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.skep.bpf.kernel.KernelConfig;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("kernel")
class SocketDiagnosisTest {
    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void namesTheOwnerOfAConnection(String literal) throws Exception {
        assumeFalse(isModuleNotLoaded(), "the kernel has tcp_diag as a module, and it is not loaded");
        InetAddress address = InetAddress.ofLiteral(literal);
        int self = (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        try (SocketDiagnosis diagnosis = SocketDiagnosis.open();
                ServerSocket server = new ServerSocket(0, 1, address);
                Socket client = new Socket(address, server.getLocalPort())) {
            InetSocketAddress here = (InetSocketAddress) client.getLocalSocketAddress();
            InetSocketAddress there = (InetSocketAddress) client.getRemoteSocketAddress();
            assertThat(diagnosis.owner(here, there)).hasValue(self);
            assertThat(diagnosis.owner(here, new InetSocketAddress(address, 1))).isEmpty();
        }
    }

    private static boolean isModuleNotLoaded() {
        // A guest's kernel does not tell its options: all of them have it as a module.
        return !KernelConfig.read().option("CONFIG_INET_TCP_DIAG").equals(Optional.of("y"))
                && !Files.exists(Path.of("/sys/module/tcp_diag"));
    }
}
