package dev.skep.compiler.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skep.compiler.lang.BE;
import dev.skep.compiler.lang.Bpf;
import dev.skep.compiler.lang.LruHash;
import dev.skep.compiler.lang.Machine;
import dev.skep.compiler.lang.MapContents;
import dev.skep.compiler.lang.Maps;
import dev.skep.compiler.lang.Mem;
import dev.skep.compiler.lang.PerCpuArray;
import dev.skep.compiler.lang.ProgArray;
import dev.skep.compiler.lang.RingBuf;
import dev.skep.compiler.lang.Size;
import dev.skep.compiler.lang.Xdp;
import dev.skep.compiler.lang.XdpAction;
import dev.skep.compiler.lang.XdpPacket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
class JvmRunTest {
    static final class Ethernet {
        @Size(6) byte[] destination;

        @Size(6) byte[] source;

        @BE
        short type;
    }

    static final class Bucket {
        long start;
        long seen;
    }

    static final class Exec {
        long when;
        int pid;

        @Size(16) byte[] comm;

        @Size(32) byte[] file;
    }

    static final LruHash<Integer, Bucket> SEEN = Maps.lruHash(16);
    static final RingBuf<Exec> EVENTS = Maps.ringBuf(4096);
    static final PerCpuArray<Bucket> SCRATCH = Maps.perCpuArray(1);
    static final ProgArray NEXT = Maps.progArray(1);

    @BeforeEach
    void empty() {
        Machine.reset();
    }

    @Xdp
    static int limit(XdpPacket p) {
        Ethernet ethernet = p.at(0, Ethernet.class);
        if (ethernet == null) {
            return XdpAction.ABORTED;
        }
        Bucket bucket = SEEN.getOrInit((int) ethernet.type);
        if (bucket == null) {
            return XdpAction.PASS;
        }
        if (Bpf.ktime() - bucket.start > 1_000_000_000L) {
            bucket.start = Bpf.ktime();
            bucket.seen = 0;
        }
        return ++bucket.seen > 2 ? XdpAction.DROP : XdpAction.PASS;
    }

    @Xdp
    static int tag(XdpPacket p) {
        Ethernet old = p.at(0, Ethernet.class);
        if (old == null) {
            return XdpAction.ABORTED;
        }
        short type = old.type;
        old.source[0] = 0x55;
        if (p.adjustHead(-4) != 0) {
            return XdpAction.ABORTED;
        }
        Ethernet moved = p.at(0, Ethernet.class);
        Ethernet from = p.at(4, Ethernet.class);
        if (moved == null || from == null) {
            return XdpAction.ABORTED;
        }
        Mem.copy(moved.destination, 0, from.destination, 0, 6);
        byte[] rest = p.bytes(14, 4);
        if (rest == null) {
            return XdpAction.ABORTED;
        }
        moved.type = (short) 0x8100;
        rest[2] = (byte) (type >> 8);
        rest[3] = (byte) type;
        return XdpAction.TX;
    }

    static void onExec(long fileName) {
        Exec e = EVENTS.reserve();
        if (e == null) {
            return;
        }
        e.when = Bpf.ktime();
        e.pid = Bpf.tgid();
        Bpf.comm(e.comm);
        Mem.userStr(e.file, fileName);
        EVENTS.submit(e);
    }

    @Test
    void limitsByTheClockOfTheMachine() {
        byte[] packet = new byte[60];
        JvmMachine machine = new JvmMachine().ktime(5_000_000_000L);
        for (int expected : new int[] {XdpAction.PASS, XdpAction.PASS, XdpAction.DROP}) {
            assertThat(JvmRun.xdp(machine, packet, JvmRunTest::limit).verdict()).isEqualTo(expected);
        }

        machine.advance(1_000_000_001L);

        assertThat(JvmRun.xdp(machine, packet, JvmRunTest::limit).verdict()).isEqualTo(XdpAction.PASS);
        assertThat(SEEN.get(0).seen).isEqualTo(1);
    }

    @Test
    void shortPacketHasNoView() {
        assertThat(JvmRun.xdp(new byte[13], JvmRunTest::limit).verdict()).isEqualTo(XdpAction.ABORTED);
    }

    @Test
    void writesViewsBackAcrossMovesAndAtTheEnd() {
        byte[] packet = HexFormat.of().parseHex("0102030405060708090a0b0c0800".concat("45".repeat(20)));

        JvmRun ran = JvmRun.xdp(packet, JvmRunTest::tag);

        assertThat(ran.verdict()).isEqualTo(XdpAction.TX);
        assertThat(HexFormat.of().formatHex(Arrays.copyOf(ran.packet(), 20)))
                .isEqualTo("010203040506" + "030405065508" + "8100" + "0b0c" + "0800" + "4545");
    }

    @Test
    void eventsHoldWhatTheMachineSays() {
        JvmMachine machine = new JvmMachine()
                .ktime(77)
                .process(42, 43, "curl")
                .userMemory(0x1000, "/usr/bin/curl\0".getBytes(StandardCharsets.US_ASCII));

        JvmRun.run(machine, () -> onExec(0x1000));
        JvmRun.run(machine, () -> onExec(0x2000));

        var events = MapContents.drain(EVENTS);
        assertThat(events).extracting(e -> e.pid).containsExactly(42, 42);
        assertThat(events.get(0).when).isEqualTo(77);
        assertThat(new String(events.get(0).comm, 0, 5, StandardCharsets.US_ASCII))
                .isEqualTo("curl\0");
        assertThat(new String(events.get(0).file, 0, 14, StandardCharsets.US_ASCII))
                .isEqualTo("/usr/bin/curl\0");
        assertThat(events.get(1).file).containsOnly(0);
    }

    @Test
    void perCpuValuesAreTheCpusOwn() {
        JvmMachine machine = new JvmMachine();
        JvmRun.run(machine.cpu(1), () -> SCRATCH.get(0).seen = 5);
        JvmRun.run(machine.cpu(0), () -> SCRATCH.get(0).seen += 1);

        assertThat(MapContents.get(SCRATCH, 0, 0).seen).isEqualTo(1);
        assertThat(MapContents.get(SCRATCH, 0, 1).seen).isEqualTo(5);
    }

    @Test
    void tailCallAnswersForTheProgram() {
        MapContents.set(NEXT, 0, context -> ((XdpPacket) context).length());

        assertThat(JvmRun.xdp(new byte[60], p -> {
                            Bpf.tailCall(p, NEXT, 0);
                            return -1;
                        })
                        .verdict())
                .isEqualTo(60);
    }

    @Test
    void remembersWhatProgramsDid() {
        JvmMachine machine = new JvmMachine();

        JvmRun.run(machine, () -> {
            Bpf.printk("pid %d of %5u, %lx%%", -1, 7, 255);
            Bpf.sendSignal(9);
            Bpf.redirect(3, 0);
        });

        assertThat(machine.printed()).containsExactly("pid -1 of     7, ff%");
        assertThat(machine.signals()).containsExactly(9);
        assertThat(machine.redirects()).containsExactly(new JvmMachine.Redirect(3, 0));
    }

    @Test
    void viewsReachTheLinearPartOnlyUntilPulled() {
        byte[] packet = new byte[200];
        packet[190] = 7;
        JvmRun ran = JvmRun.skb(new JvmMachine(), new JvmSkb(packet).linear(100), skb -> {
            if (skb.at(150, Ethernet.class) != null) {
                return -1;
            }
            byte[] one = new byte[1];
            skb.load(190, one);
            skb.pull(200);
            Ethernet seen = skb.at(186, Ethernet.class);
            if (seen == null) {
                return -2;
            }
            seen.destination[4] += one[0];
            return seen.destination[4];
        });

        assertThat(ran.verdict()).isEqualTo(14);
        assertThat(ran.packet()[190]).isEqualTo((byte) 14);
    }
}
