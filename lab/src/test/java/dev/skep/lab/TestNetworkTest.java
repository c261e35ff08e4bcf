package dev.skep.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Lab
@Tag("kernel")
class TestNetworkTest {
    @Test
    void switchesWithinASegment(TestNetwork network) throws Exception {
        assertThat(reaches(network.addHost(1), network.addHost(1))).isTrue();
    }

    @Test
    void routesBetweenSegments(TestNetwork network) throws Exception {
        TestNetwork.Host near = network.addHost(1);
        TestNetwork.Host far = network.addHost(2);
        network.connect(1, 2);

        assertThat(near.address().getHostAddress()).isEqualTo("10.78.1.1");
        assertThat(far.address().getHostAddress()).isEqualTo("10.78.2.1");
        assertThat(reaches(near, far)).isTrue();
    }

    private static boolean reaches(TestNetwork.Host from, TestNetwork.Host to) throws Exception {
        try (ServerSocket server = to.namespace().call(() -> new ServerSocket(0, 1, to.address()));
                Socket client = from.namespace().call(Socket::new)) {
            from.namespace().run(() -> client.connect(server.getLocalSocketAddress(), 5_000));
            return client.isConnected();
        }
    }

    @Test
    void generatesDatagramsThatArrive(VethPair pair) throws Exception {
        try (DatagramSocket receiver =
                        pair.right().call(() -> new DatagramSocket(new InetSocketAddress(VethPair.RIGHT, 7000)));
                PacketGenerator generator = pair.left().call(() -> PacketGenerator.open(pair.leftIndex()))) {
            receiver.setSoTimeout(5_000);
            byte[] frame = PacketGenerator.udp(
                    new InetSocketAddress(VethPair.LEFT, 4000),
                    new InetSocketAddress(VethPair.RIGHT, 7000),
                    "n".getBytes(StandardCharsets.US_ASCII));
            generator.send(frame, 3, i -> frame[frame.length - 1] = (byte) ('0' + i));
            StringBuilder received = new StringBuilder();
            DatagramPacket packet = new DatagramPacket(new byte[10], 10);
            for (int i = 0; i < 3; i++) {
                receiver.receive(packet);
                received.append(new String(packet.getData(), 0, packet.getLength(), StandardCharsets.US_ASCII));
            }
            assertThat(received.toString()).isEqualTo("012");
            assertThat(packet.getPort()).isEqualTo(4000);
        }
    }
}
