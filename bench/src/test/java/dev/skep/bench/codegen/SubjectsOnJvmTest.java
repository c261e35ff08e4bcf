package dev.skep.bench.codegen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skep.compiler.jvm.JvmMachine;
import dev.skep.compiler.jvm.JvmRun;
import dev.skep.compiler.lang.Machine;
import dev.skep.compiler.lang.MapContents;
import dev.skep.compiler.lang.XdpAction;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
class SubjectsOnJvmTest {
    @BeforeEach
    void empty() {
        Machine.reset();
    }

    @Test
    void countsPacketsAndBytesOfASource() {
        byte[] packet = Packets.udp(18);

        JvmRun.xdp(packet, SourceCounter::run);
        JvmRun.xdp(packet, SourceCounter::run);

        SourceCounter.Counter counter = SourceCounter.SOURCES.get(new Ipv4.Address(0x0a000002));
        assertThat(counter.packets).isEqualTo(2);
        assertThat(counter.bytes).isEqualTo(2L * packet.length);
    }

    @Test
    void weighsSynsByTheirOptions() {
        JvmMachine machine = new JvmMachine().ktime(5_000_000_000L);

        for (int vlans = 0; vlans < 4; vlans++) {
            JvmRun.xdp(machine, Packets.syn(vlans), SynGuard::run);
        }
        JvmRun.xdp(machine, Packets.bareSyn(), SynGuard::run);

        // A third tag is one too many to look behind.
        assertThat(SynGuard.BUCKETS.get(new Ipv4.Address(0x0a000002)).weight).isEqualTo(3);
        assertThat(SynGuard.BUCKETS.get(new Ipv4.Address(0x0a000003)).weight).isEqualTo(8);
    }

    @Test
    void hashesAsFnvDoes() {
        byte[] packet = new byte[14 + 64];
        packet[14] = 'a';

        int hash = ByteBuffer.wrap(JvmRun.xdp(packet, HashLoop::run).packet()).getInt();

        int expected = 0x811c9dc5;
        for (int i = 14; i < packet.length; i++) {
            expected = (expected ^ packet[i]) * 0x01000193;
        }
        assertThat(hash).isEqualTo(expected);
    }

    @Test
    void sortsSamplesByTheirHighestBit() {
        for (int bit = 0; bit < 64; bit++) {
            JvmRun.xdp(Packets.sample(1L << bit), Histogram::run);
        }
        JvmRun.xdp(Packets.sample(0), Histogram::run);

        assertThat(MapContents.get(Histogram.SLOTS, 0, 0).count).isEqualTo(2);
        for (int bit = 1; bit < 64; bit++) {
            assertThat(MapContents.get(Histogram.SLOTS, bit, 0).count).isEqualTo(1);
            assertThat(MapContents.get(Histogram.SLOTS, bit, 0).sum).isEqualTo(1L << bit);
        }
    }

    @Test
    void wrapsPacketsForTheirBackend() {
        Subject balancer = Subject.programs().get(4);
        balancer.fillOnJvm();
        byte[] packet = Packets.udp(18);

        JvmRun ran = JvmRun.xdp(packet, Balancer::run);

        assertThat(ran.verdict()).isEqualTo(XdpAction.TX);
        assertThat(ran.packet()).hasSize(packet.length + Ipv4.BYTES);
        ByteBuffer outer = ByteBuffer.wrap(ran.packet(), 14, 20).slice();
        int sum = 0;
        for (int i = 0; i < 20; i += 2) {
            sum += outer.getChar(i);
        }
        assertThat((sum & 0xffff) + (sum >>> 16)).as("checksum over the header").isEqualTo(0xffff);
        assertThat(outer.getChar(2)).isEqualTo((char) (20 + 8 + 18 + 20));
        assertThat(HexFormat.of().formatHex(ran.packet(), 34, ran.packet().length))
                .isEqualTo(HexFormat.of().formatHex(packet, 14, packet.length));
    }

    @Test
    void knowsRequestsByTheirFirstLine() {
        JvmRun.xdp(Packets.http("GET /api/v1 HTTP/1.1\r\n" + " ".repeat(64)), HttpClassifier::run);
        JvmRun.xdp(Packets.http("DELETE /" + "x".repeat(64)), HttpClassifier::run);
        int verdict = JvmRun.xdp(Packets.http("SSH-2.0-OpenSSH" + " ".repeat(64)), HttpClassifier::run)
                .verdict();

        HttpClassifier.Kind get = MapContents.get(HttpClassifier.CLASSES, HttpClassifier.GET, 0);
        assertThat(get.requests).isEqualTo(1);
        assertThat(get.api).isEqualTo(1);
        assertThat(get.pathBytes).isEqualTo("/api/v1".length());
        assertThat(MapContents.get(HttpClassifier.CLASSES, HttpClassifier.DELETE, 0).truncated)
                .isEqualTo(1);
        assertThat(verdict).isEqualTo(XdpAction.DROP);
    }
}
