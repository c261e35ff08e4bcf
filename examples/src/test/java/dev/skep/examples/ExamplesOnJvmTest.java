package dev.skep.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skep.compiler.jvm.JvmMachine;
import dev.skep.compiler.jvm.JvmRun;
import dev.skep.compiler.lang.Machine;
import dev.skep.compiler.lang.MapContents;
import dev.skep.compiler.lang.SockAddr;
import dev.skep.compiler.lang.XdpAction;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Kernel programs are Java: the same methods, without a kernel. */
@Tag("unit")
class ExamplesOnJvmTest {
    /** Ethernet, IPv4 from 10.0.0.2, TCP with SYN. */
    private static final byte[] SYN = HexFormat.of()
            .parseHex("020000000001020000000002" + "0800"
                    + "4500002800004000400600000a0000020a000001"
                    + "9c400050000000010000000050020000" + "00000000");

    private final JvmMachine machine = new JvmMachine().ktime(10_000_000_000L);

    @BeforeEach
    void empty() {
        Machine.reset();
    }

    @Test
    void synGuardOpensAgainAfterASecond() {
        for (int i = 0; i < SynGuard.perSecond; i++) {
            assertThat(guard(SYN)).isEqualTo(XdpAction.PASS);
        }
        assertThat(guard(SYN)).isEqualTo(XdpAction.DROP);
        assertThat(SynGuard.SOURCES.get(0x0a000002).dropped).isEqualTo(1);

        machine.advance(1_000_000_001L);

        assertThat(guard(SYN)).isEqualTo(XdpAction.PASS);
    }

    @Test
    void synGuardLeavesEstablishedConnectionsAlone() {
        byte[] ack = SYN.clone();
        ack[47] = 0x10;

        for (int i = 0; i < 2 * SynGuard.perSecond; i++) {
            assertThat(guard(ack)).isEqualTo(XdpAction.PASS);
        }
    }

    @Test
    void packetCounterCountsWhatItSees() {
        JvmRun.xdp(machine, SYN, PacketCounter::count);
        JvmRun.xdp(machine, new byte[60], PacketCounter::count);

        assertThat(MapContents.entries(PacketCounter.COUNTS).get(new PacketCounter.Kind(0x0800, 6)).bytes)
                .isEqualTo(SYN.length);
        assertThat(MapContents.entries(PacketCounter.COUNTS)).hasSize(2);
    }

    @Test
    void execTracerTellsParentAndFile() {
        ExecTracer.Task shell = new ExecTracer.Task();
        shell.tgid = 7;
        ExecTracer.Task child = new ExecTracer.Task();
        child.tgid = 8;
        child.parent = shell;
        ExecTracer.Binprm binprm = new ExecTracer.Binprm();
        binprm.filename = 0x1000;
        machine.process(8, 8, "ls").kernelMemory(0x1000, "/bin/ls\0".getBytes(StandardCharsets.US_ASCII));

        JvmRun.run(machine, () -> ExecTracer.onExec(child, 8, binprm));

        ExecTracer.Exec event = MapContents.drain(ExecTracer.EVENTS).getFirst();
        assertThat(event.pid).isEqualTo(8);
        assertThat(event.parent).isEqualTo(7);
        assertThat(new String(event.file, 0, 7, StandardCharsets.US_ASCII)).isEqualTo("/bin/ls");
    }

    @Test
    void connectRewriterChangesOnlyItsService() {
        ConnectRewriter.fromAddress = 0xc0000201;
        ConnectRewriter.fromPort = 80;
        ConnectRewriter.toAddress = 0x7f000001;
        ConnectRewriter.toPort = 40_000;
        SockAddr service = address(0xc0000201, 80);
        SockAddr other = address(0xc0000202, 80);

        assertThat(JvmRun.call(machine, () -> ConnectRewriter.rewrite(service))).isEqualTo(1);
        assertThat(JvmRun.call(machine, () -> ConnectRewriter.rewrite(other))).isEqualTo(1);

        assertThat(service.ip4).isEqualTo(0x7f000001);
        assertThat(service.port & 0xffff).isEqualTo(40_000);
        assertThat(other.ip4).isEqualTo(0xc0000202);
    }

    private int guard(byte[] packet) {
        return JvmRun.xdp(machine, packet, SynGuard::guard).verdict();
    }

    private static SockAddr address(int ip4, int port) {
        SockAddr address = new SockAddr();
        address.ip4 = ip4;
        address.port = (short) port;
        return address;
    }
}
