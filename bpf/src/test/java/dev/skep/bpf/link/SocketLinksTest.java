package dev.skep.bpf.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skep.bpf.DescriptorLeakCheck;
import dev.skep.bpf.map.BpfMap;
import dev.skep.bpf.map.MapSpec;
import dev.skep.bpf.map.MapType;
import dev.skep.bpf.prog.AttachType;
import dev.skep.bpf.prog.Hook;
import dev.skep.lab.Lab;
import dev.skep.lab.VethPair;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("kernel")
@ExtendWith(DescriptorLeakCheck.class)
@Lab
class SocketLinksTest {
    private static CountingProgram load(Hook hook, int verdict) {
        return CountingProgram.Options.of(hook, "").answering(verdict).load();
    }

    @ParameterizedTest
    @EnumSource(names = {"SK_MSG", "SK_SKB_VERDICT", "SK_SKB_STREAM"})
    void attachesToASockMapAndMakesRoomOnClose(Hook hook) {
        AttachType type = hook.expectedAttachType();
        try (BpfMap map = BpfMap.create(new MapSpec("socks", MapType.SOCKMAP, 4, 4, 4, 0));
                CountingProgram passing = load(hook, 1);
                CountingProgram other = load(hook, 1)) {
            for (int i = 0; i < 2; i++) {
                SockMapLink.attach(passing.program(), map).close();
                Link link = SockMapLink.attachWithoutLink(passing.program(), map, type);
                link.update(other.program());
                link.close();
                link.close();
            }
        }
    }

    @Test
    void choosesTheSocketOfAConnection(VethPair pair) throws Exception {
        try (CountingProgram dropping = load(Hook.SK_LOOKUP, 0);
                CountingProgram passing = load(Hook.SK_LOOKUP, 1);
                ServerSocket server = pair.left().call(() -> new ServerSocket(0, 5, VethPair.LEFT));
                BpfLink link = NamespaceLink.attach(passing.program(), pair.left())) {
            assertThat(connects(pair, server)).isTrue();
            assertThat(passing.count()).isPositive();
            assertThat(link.info().orElseThrow().target())
                    .isEqualTo("network namespace " + pair.left().inode());
            link.update(dropping.program());
            assertThat(connects(pair, server)).isFalse();
            link.detach();
            assertThat(connects(pair, server)).isTrue();
        }
    }

    private static boolean connects(VethPair pair, ServerSocket server) throws IOException {
        try (Socket socket = pair.right().call(Socket::new)) {
            InetSocketAddress address = new InetSocketAddress(VethPair.LEFT, server.getLocalPort());
            try {
                pair.right().run(() -> socket.connect(address, 1_000));
                return true;
            } catch (IllegalStateException refused) {
                return false;
            }
        }
    }
}
