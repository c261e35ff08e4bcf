package dev.skep.bpf.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skep.bpf.sys.Errno;
import dev.skep.bpf.sys.SyscallException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("kernel")
class RouteNetlinkTest {
    private NetworkNamespace namespace;

    @BeforeEach
    void create() {
        namespace = NetworkNamespace.create();
    }

    @AfterEach
    void remove() {
        namespace.close();
    }

    @Test
    void startsANamespaceWithNothingButLoopback() {
        try (NetworkNamespace own = NetworkNamespace.current()) {
            assertThat(namespace.inode()).isNotEqualTo(own.inode());
            assertThat(namespace.call(() -> {
                        try (NetworkNamespace inside = NetworkNamespace.current()) {
                            return inside.inode();
                        }
                    }))
                    .isEqualTo(namespace.inode());
        }
        namespace.run(() -> {
            try (Interfaces interfaces = Interfaces.open()) {
                assertThat(interfaces.list()).singleElement().satisfies(only -> {
                    assertThat(only.name()).isEqualTo("lo");
                    assertThat(only.loopback()).isTrue();
                    assertThat(only.up()).isFalse();
                    assertThat(only.mtu()).isEqualTo(65536);
                });
            }
        });
    }

    @Test
    void makesAndRemovesAVethPair() {
        namespace.run(() -> {
            try (Interfaces interfaces = Interfaces.open()) {
                interfaces.createVeth("left0", "right0");
                Interface left = interfaces.named("left0").orElseThrow();
                assertThat(left.kind()).isEqualTo("veth");
                assertThat(left.peerIndex()).isEqualTo(interfaces.indexOf("right0"));
                assertThat(left.hardwareAddress()).hasSize(17);
                interfaces.setUp(left.index(), true);
                interfaces.setMtu(left.index(), 1400);
                assertThat(interfaces.at(left.index()).orElseThrow().up()).isTrue();
                assertThat(interfaces.at(left.index()).orElseThrow().mtu()).isEqualTo(1400);
                interfaces.delete(left.index());
                assertThat(interfaces.named("right0")).isEmpty();
            }
        });
    }

    @Test
    void connectsTwoNamespaces() {
        try (NetworkNamespace other = NetworkNamespace.create()) {
            namespace.run(() -> {
                try (Interfaces interfaces = Interfaces.open()) {
                    interfaces.createVeth("left0", "right0");
                    interfaces.move(interfaces.indexOf("right0"), other);
                    configure(interfaces, "left0", "10.77.0.1");
                }
            });
            other.run(() -> {
                try (Interfaces interfaces = Interfaces.open()) {
                    configure(interfaces, "right0", "10.77.0.2");
                    interfaces.addRoute(
                            InetAddress.ofLiteral("0.0.0.0"),
                            0,
                            InetAddress.ofLiteral("10.77.0.1"),
                            interfaces.indexOf("right0"));
                }
            });
            try (ServerSocket server = other.call(() -> new ServerSocket(0, 1, InetAddress.ofLiteral("10.77.0.2")));
                    Socket client = namespace.call(() -> {
                        Socket socket = new Socket();
                        socket.connect(new InetSocketAddress("10.77.0.2", server.getLocalPort()), 5_000);
                        return socket;
                    })) {
                assertThat(client.isConnected()).isTrue();
            } catch (java.io.IOException e) {
                throw new AssertionError(e);
            }
        }
    }

    private static void configure(Interfaces interfaces, String name, String address) {
        int index = interfaces.indexOf(name);
        interfaces.addAddress(index, InetAddress.ofLiteral(address), 24);
        interfaces.addAddress(index, InetAddress.ofLiteral("fd77::" + address.substring(address.length() - 1)), 64);
        interfaces.setUp(index, true);
    }

    @Test
    void repeatsTheKernelsWordsWhenItRefuses() {
        namespace.run(() -> {
            try (Interfaces interfaces = Interfaces.open()) {
                assertThatThrownBy(() -> interfaces.createVeth("this-name-is-too-long", "b"))
                        .isInstanceOfSatisfying(
                                SyscallException.class,
                                e -> assertThat(e.errno()).isIn(Errno.ERANGE, Errno.EINVAL))
                        .hasMessageContaining("netlink(RTM_NEWLINK) of veth pair this-name-is-too-long, b")
                        .hasMessageContaining("the kernel says");
                assertThatThrownBy(() -> interfaces.indexOf("eth7"))
                        .hasMessage("netlink(RTM_GETLINK) of interface eth7: ENODEV (No such device);"
                                + " likely cause: this network namespace has only lo");
                assertThat(interfaces.at(4711)).isEmpty();
            }
        });
    }

    @Test
    void addsClsactOnce() {
        namespace.run(() -> {
            try (Interfaces interfaces = Interfaces.open();
                    TrafficControl control = TrafficControl.open()) {
                int lo = interfaces.indexOf("lo");
                assertThat(control.createClsact(lo)).isTrue();
                assertThat(control.createClsact(lo)).isFalse();
                assertThat(control.filters(lo, TrafficControl.Direction.INGRESS))
                        .isEmpty();
                control.deleteClsact(lo);
                assertThat(control.createClsact(lo)).isTrue();
            }
        });
    }

    @Test
    void passesOnWhatATaskThrows() {
        assertThatThrownBy(() -> namespace.run(() -> {
                    throw new java.io.IOException("boom");
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("a task in a network namespace failed")
                .hasRootCauseMessage("boom");
    }
}
