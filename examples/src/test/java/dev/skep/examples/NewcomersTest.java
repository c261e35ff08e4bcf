package dev.skep.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skep.bpf.link.XdpLink;
import dev.skep.bpf.link.XdpMode;
import dev.skep.compiler.Loaded;
import dev.skep.lab.Lab;
import dev.skep.lab.PacketGenerator;
import dev.skep.lab.VethPair;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

// tag::test
@Lab
@Tag("kernel")
class NewcomersTest {
    @Test
    void countsDatagrams(VethPair pair) {
        byte[] datagram = PacketGenerator.udp(
                new InetSocketAddress(VethPair.RIGHT, 4000), new InetSocketAddress(VethPair.LEFT, 7000), new byte[32]);
        try (Loaded loaded = Loaded.load(PacketCounter.class);
                PacketGenerator generator = pair.right().call(() -> PacketGenerator.open(pair.rightIndex()))) {
            pair.left().run(() -> loaded.keep(XdpLink.attach(loaded.program("count"), pair.leftIndex(), XdpMode.AUTO)));

            generator.send(datagram, 1000, i -> {});

            List<PacketCounter.Count> perCpu = loaded.map(PacketCounter.COUNTS).get(new PacketCounter.Kind(0x0800, 17));
            assertThat(perCpu.stream().mapToLong(count -> count.packets).sum()).isEqualTo(1000);
        }
    }
}
// end::test
