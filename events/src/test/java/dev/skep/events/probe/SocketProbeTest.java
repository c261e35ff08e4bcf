package dev.skep.events.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skep.compiler.jvm.JvmMachine;
import dev.skep.compiler.jvm.JvmRun;
import dev.skep.compiler.lang.Machine;
import dev.skep.compiler.lang.MapContents;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Runs the program on the JVM against a process, a descriptor table and a socket made of plain objects. */
@Tag("unit")
class SocketProbeTest {
    private static final long FILES = 0xffff_8880_0000_1000L;
    private static final long FILE = 0xffff_8880_0000_2000L;
    private static final long SOCKET = 0xffff_8880_0000_3000L;
    private static final long SOCK = 0xffff_8880_0000_4000L;
    private static final long BUFFER = 0x7f00_0000_0000L;
    private static final long VECTOR = 0x7f00_1000_0000L;
    private static final long MESSAGE = 0x7f00_2000_0000L;
    private static final int FD = 3;

    private final JvmMachine machine =
            new JvmMachine().process(100, 101, "server").ktime(1_000_000);
    private final Linux.Task task = new Linux.Task();
    private final Linux.File file = new Linux.File();
    private final Linux.Sock sock = new Linux.Sock();
    private final Linux.TcpSock tcp = new Linux.TcpSock();

    @BeforeEach
    void oneProcessWithOneSocket() {
        Machine.reset();
        task.tgid = 100;
        task.pid = 101;
        task.comm = new byte[16];
        task.groupLeader = task;
        task.files = new Linux.Files();
        task.files.fdt = new Linux.FdTable();
        task.files.fdt.maxFds = 64;
        task.files.fdt.files = FILES;
        file.inode = new Linux.Inode();
        file.inode.mode = (short) 0xc1ff;
        file.privateData = SOCKET;
        Linux.Socket socket = new Linux.Socket();
        socket.sk = SOCK;
        sock.family = Connections.AF_INET;
        sock.protocol = Connections.IPPROTO_TCP;
        sock.localPort = 8080;
        sock.remotePort = 40000;
        machine.task(task)
                .kernelMemory(FILES, new byte[8 * 64])
                .kernelMemory(
                        FILES + 8 * FD,
                        ByteBuffer.allocate(8)
                                .order(ByteOrder.LITTLE_ENDIAN)
                                .putLong(FILE)
                                .array())
                .kernelObject(FILE, file)
                .kernelObject(SOCKET, socket)
                .kernelObject(SOCK, sock)
                .kernelObject(SOCK, tcp);
    }

    @AfterEach
    void reset() {
        Machine.reset();
    }

    @Test
    void capturesWhatStartsLikeHttp() {
        read("GET / HTTP/1.1\r\n\r\n");

        Records.Moved moved = only();
        assertThat(moved.pid).isEqualTo(100);
        assertThat(moved.sent).isZero();
        assertThat(moved.total).isEqualTo(18);
        assertThat(text(moved)).isEqualTo("GET / HTTP/1.1\r\n\r\n");
        assertThat((int) moved.localPort).isEqualTo(8080);
        assertThat((int) moved.remotePort).isEqualTo(40000);
    }

    @Test
    void numbersTheBytesOfEachDirection() {
        read("GET / HTTP/1.1\r\n\r\n");
        write("HTTP/1.1 200 OK\r\n\r\n");
        read("GET /2 HTTP/1.1\r\n\r\n");

        assertThat(moved()).extracting(m -> m.streamOffset).containsExactly(0L, 0L, 18L);
    }

    @Test
    void capturesTheStartOfLongCallsAndTheirLastBytes() {
        String head = "HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n";
        write(head + "x".repeat(4_900) + "12345678");

        Records.Moved moved = only();
        assertThat(moved.captured).isEqualTo(1024);
        assertThat(moved.tailBytes).isEqualTo(8);
        assertThat(moved.tail).isEqualTo(0x3837363534333231L);
    }

    @Test
    void capturesLittleOfBodies() {
        write("HTTP/1.1 200 OK\r\nContent-Length: 500000\r\n\r\n" + "x".repeat(20_000));
        write("y".repeat(10_000));

        assertThat(moved()).extracting(m -> m.captured).containsExactly(1024, 64);
    }

    @Test
    void capturesAHeadThatIsWrittenInPieces() {
        write("HTTP/1.0 200 OK\r\n");
        write("Content-Length: 3\r\n" + "X-Pad: " + "p".repeat(200) + "\r\n\r\n");

        assertThat(moved()).extracting(m -> m.captured).containsExactly(17, 230);
    }

    @Test
    void aFirstByteAloneMayBeAStart() {
        read("G");
        read("ET / HTTP/1.1\r\n\r\n");

        assertThat(moved()).extracting(SocketProbeTest::text).containsExactly("G", "ET / HTTP/1.1\r\n\r\n");
    }

    @Test
    void gathersFromVectors() {
        vector("HTTP/1.1 200 OK\r\n", "", "Transfer-Encoding: chunked\r\n\r\n", "5\r\n", "hello", "\r\n0", "\r\n\r\n");
        call(20, FD, VECTOR, 7, 62);

        assertThat(text(only()))
                .isEqualTo("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n");
    }

    @Test
    void gathersTheLastBytesAcrossSegments() {
        String head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1000\r\n";
        vector(head, "x".repeat(4096), "\r\n0", "\r\n\r\n");
        call(20, FD, VECTOR, 4, head.length() + 4096 + 7);

        Records.Moved moved = only();
        assertThat(moved.captured).isEqualTo(1024);
        assertThat(moved.tailBytes).isEqualTo(8);
        assertThat(moved.tail >>> 8).isEqualTo(0x0a0d0a0d300a0dL);
    }

    @Test
    void followsMessageHeaders() {
        vector("GET / HTTP/1.1\r\n", "\r\n");
        machine.userMemory(MESSAGE, longs(0, 0, VECTOR, 2));
        call(46, FD, MESSAGE, 0, 18);

        assertThat(text(only())).isEqualTo("GET / HTTP/1.1\r\n\r\n");
    }

    @Test
    void countsPayloadsThatNeverPassThroughUserMemory() {
        write("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
        call(40, FD, 5, 0, 1000);

        List<Records.Moved> moved = moved();
        assertThat(moved).extracting(m -> m.total).containsExactly(41L, 1000L);
        assertThat(moved.get(1).captured).isZero();
    }

    @Test
    void peekingMovesNothing() {
        machine.userMemory(BUFFER, bytes("GET / HTTP/1.1\r\n\r\n"));
        Linux.Registers registers = registers(45, FD, BUFFER, 100);
        registers.r10 = 2;
        JvmRun.run(machine, () -> SocketProbe.onExit(registers, 18));

        assertThat(moved()).isEmpty();
    }

    @Test
    void leavesOtherFilesAndProtocolsAlone() {
        file.inode.mode = (short) 0x81ff;
        read("GET / HTTP/1.1\r\n\r\n");
        file.inode.mode = (short) 0xc1ff;
        sock.protocol = 17;
        read("GET / HTTP/1.1\r\n\r\n");
        sock.protocol = Connections.IPPROTO_TCP;
        call(0, 70, BUFFER, 100, 18);
        call(0, FD, BUFFER, 100, -11);
        call(0, FD, BUFFER, 100, 0);

        assertThat(moved()).isEmpty();
    }

    @Test
    void givesUpOnConnectionsThatAreNotHttp() {
        accept();
        read("SSH-2.0-OpenSSH\r\n");
        read("more");
        read("GET / HTTP/1.1\r\n\r\n");

        assertThat(moved()).isEmpty();
    }

    @Test
    void theOneThatAcceptsOwnsTheConnection() {
        machine.process(100, 101, "server");
        accept();

        Records.Tcp opened = (Records.Tcp) MapContents.drain(Records.EVENTS).getFirst();
        assertThat(opened.kind).isEqualTo(Records.TCP_OPENED);
        assertThat(opened.pid).isEqualTo(100);
        assertThat(opened.direction).isEqualTo((short) Connections.INBOUND);
    }

    @Test
    void whatIsSentLeftWhenItsFlightBegan() {
        read("GET / HTTP/1.1\r\n\r\n");
        machine.ktime(3_000_000);
        tcp.firstTransmitMicros = 2_900;
        write("HTTP/1.1 200 OK\r\n\r\n");
        machine.ktime(4_000_000);
        write("more");

        assertThat(moved()).extracting(m -> m.startKtime).containsExactly(1_000_000L, 2_900_000L, 4_000_000L);
    }

    private void read(String text) {
        machine.userMemory(BUFFER, bytes(text + "\0\0\0"));
        call(0, FD, BUFFER, text.length(), text.length());
    }

    private void write(String text) {
        machine.userMemory(BUFFER, bytes(text + "\0\0\0"));
        call(1, FD, BUFFER, text.length(), text.length());
    }

    private void accept() {
        call(288, 9, 0, 0, FD);
    }

    private void vector(String... segments) {
        long[] vector = new long[2 * segments.length];
        for (int i = 0; i < segments.length; i++) {
            vector[2 * i] = BUFFER + 0x10000L * i;
            vector[2 * i + 1] = segments[i].length();
            machine.userMemory(vector[2 * i] - 8, bytes("........" + segments[i] + "\0\0\0\0"));
        }
        machine.userMemory(VECTOR, longs(vector));
    }

    private void call(long number, long first, long second, long third, long result) {
        Linux.Registers registers = registers(number, first, second, third);
        JvmRun.run(machine, () -> SocketProbe.onExit(registers, result));
    }

    private static Linux.Registers registers(long number, long first, long second, long third) {
        Linux.Registers registers = new Linux.Registers();
        registers.number = number;
        registers.di = first;
        registers.si = second;
        registers.dx = third;
        return registers;
    }

    private static List<Records.Moved> moved() {
        return MapContents.drain(Records.EVENTS).stream()
                .filter(Records.Moved.class::isInstance)
                .map(Records.Moved.class::cast)
                .toList();
    }

    private static Records.Moved only() {
        List<Records.Moved> all = moved();
        assertThat(all).hasSize(1);
        return all.getFirst();
    }

    private static String text(Records.Moved moved) {
        return new String(moved.data, 0, moved.captured, StandardCharsets.ISO_8859_1);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] longs(long... values) {
        ByteBuffer buffer = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (long value : values) {
            buffer.putLong(value);
        }
        return buffer.array();
    }
}
