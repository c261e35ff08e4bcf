package dev.skep.lab;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.skep.bpf.sys.FileDescriptor;
import dev.skep.bpf.sys.Scratch;
import dev.skep.bpf.sys.Syscall;
import dev.skep.bpf.sys.SyscallNumber;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.function.IntConsumer;

/**
 * Sends frames as they are, right or wrong, through an interface of the network namespace of the thread that opens it: a
 * packet socket ({@code packet(7)}), one system call per frame.
 */
public final class PacketGenerator implements AutoCloseable {
    private static final int AF_PACKET = 17;
    private static final int SOCK_RAW = 3;
    private static final int SOCK_CLOEXEC = 0x80000;
    /** {@code struct sockaddr_ll}: family, protocol, ifindex, hatype, pkttype, halen, addr[8]. */
    private static final int ADDRESS_BYTES = 20;

    private static final int ADDRESS_IFINDEX = 4;
    private static final int ETHERNET_BYTES = 14;
    private static final int IPV4_BYTES = 20;
    private static final int UDP_BYTES = 8;

    private final FileDescriptor socket;
    private final int index;

    private PacketGenerator(FileDescriptor socket, int index) {
        this.socket = socket;
        this.index = index;
    }

    /** Opens the interface with an index. Needs CAP_NET_RAW. */
    public static PacketGenerator open(int index) {
        // Protocol 0: it only sends.
        long result = Syscall.call(SyscallNumber.SOCKET, AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
        return new PacketGenerator(FileDescriptor.own(result, "socket", "AF_PACKET"), index);
    }

    /** Sends a frame once. @throws dev.skep.bpf.sys.SyscallException if the interface does not take it */
    public void send(byte[] frame) {
        send(frame, 1, i -> {});
    }

    /**
     * Sends a frame many times as fast as the interface takes it.
     *
     * @param change sees the number of each frame before it is sent, and may write into {@code frame}: another source port
     */
    public void send(byte[] frame, int count, IntConsumer change) {
        try (Scratch scratch = Scratch.open()) {
            MemorySegment address = scratch.allocate(ADDRESS_BYTES, 8);
            address.set(JAVA_SHORT, 0, (short) AF_PACKET);
            address.set(JAVA_INT, ADDRESS_IFINDEX, index);
            MemorySegment bytes = scratch.allocate(frame.length, 8);
            for (int i = 0; i < count; i++) {
                change.accept(i);
                MemorySegment.copy(frame, 0, bytes, JAVA_BYTE, 0, frame.length);
                Syscall.check(
                        Syscall.call(
                                SyscallNumber.SENDTO,
                                socket.number(),
                                bytes.address(),
                                frame.length,
                                0,
                                address.address(),
                                ADDRESS_BYTES),
                        "sendto",
                        "interface " + index);
            }
        }
    }

    /**
     * An Ethernet frame to the broadcast address, with a UDP datagram over IPv4 inside; its IP checksum is right, its UDP
     * checksum is left out, as RFC 768 allows.
     */
    public static byte[] udp(InetSocketAddress from, InetSocketAddress to, byte[] payload) {
        int udpBytes = UDP_BYTES + payload.length;
        ByteBuffer frame = ByteBuffer.allocate(ETHERNET_BYTES + IPV4_BYTES + udpBytes);
        frame.put(new byte[] {-1, -1, -1, -1, -1, -1, 2, 0, 0, 0, 0, 1}).putShort((short) 0x0800);
        int ip = frame.position();
        frame.putShort((short) 0x4500).putShort((short) (IPV4_BYTES + udpBytes)).putInt(0x4000);
        frame.put((byte) 64).put((byte) 17).putShort((short) 0);
        frame.put(ipv4(from.getAddress())).put(ipv4(to.getAddress()));
        frame.putShort(ip + 10, checksum(frame, ip));
        frame.putShort((short) from.getPort()).putShort((short) to.getPort());
        frame.putShort((short) udpBytes).putShort((short) 0).put(payload);
        return frame.array();
    }

    private static byte[] ipv4(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length != 4) {
            throw new IllegalArgumentException(address + " is not an IPv4 address");
        }
        return bytes;
    }

    private static short checksum(ByteBuffer frame, int start) {
        int sum = 0;
        for (int i = 0; i < IPV4_BYTES; i += 2) {
            sum += frame.getShort(start + i) & 0xffff;
        }
        while (sum >>> 16 != 0) {
            sum = (sum & 0xffff) + (sum >>> 16);
        }
        return (short) ~sum;
    }

    @Override
    public void close() {
        socket.close();
    }
}
