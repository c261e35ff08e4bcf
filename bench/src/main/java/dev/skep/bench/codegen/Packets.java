package dev.skep.bench.codegen;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/** Frames to run programs on. */
final class Packets {
    /** The least that the kernel's test-run takes. */
    private static final int SMALLEST = Ethernet.BYTES;

    private static final byte[] SYN_OPTIONS = {2, 4, 5, (byte) 0xb4, 4, 2, 8, 10, 1, 2, 3, 4, 0, 0, 0, 0, 1, 3, 3, 7};

    private Packets() {}

    /** A SYN as Linux sends it. */
    static byte[] syn(int vlans) {
        return frame(vlans, ipv4(0x0a000002, 0x0a000001, Ipv4.TCP, tcp(0x02, SYN_OPTIONS, new byte[0])));
    }

    /** A SYN as a flood tool sends it. */
    static byte[] bareSyn() {
        return frame(0, ipv4(0x0a000003, 0x0a000001, Ipv4.TCP, tcp(0x02, new byte[0], new byte[0])));
    }

    static byte[] http(String text) {
        byte[] payload = text.getBytes(StandardCharsets.US_ASCII);
        return frame(0, ipv4(0x0a000002, 0x0a000001, Ipv4.TCP, tcp(0x18, new byte[0], payload)));
    }

    static byte[] udp(int bytes) {
        ByteBuffer udp = ByteBuffer.allocate(8 + bytes);
        udp.putShort((short) 40_000).putShort((short) 53).putShort((short) (8 + bytes));
        return frame(0, ipv4(0x0a000002, 0x0a640001, Ipv4.UDP, udp.array()));
    }

    /** A frame that carries a number right after its header. */
    static byte[] sample(long nanos) {
        return ByteBuffer.allocate(64).putLong(Ethernet.BYTES, nanos).array();
    }

    /** A frame, mostly well formed: one of the others with bytes changed, its end cut off or more added. */
    static byte[] random(RandomGenerator random) {
        byte[] packet = switch (random.nextInt(8)) {
            case 0 -> syn(random.nextInt(4));
            case 1 -> bareSyn();
            case 2 -> http(line(random));
            case 3 -> udp(random.nextInt(100));
            case 4 -> sample(random.nextLong() >>> random.nextInt(64));
            case 5 ->
                frame(0, ipv4(random.nextInt(), random.nextInt(), Ipv4.TCP, tcp(2, options(random), new byte[4])));
            default -> bytes(random, SMALLEST + random.nextInt(200));
        };
        int changes = random.nextInt(4);
        for (int i = 0; i < changes; i++) {
            packet[random.nextInt(packet.length)] = (byte) random.nextInt();
        }
        if (random.nextInt(3) == 0) {
            packet = Arrays.copyOf(packet, SMALLEST + random.nextInt(packet.length));
        }
        return packet;
    }

    private static String line(RandomGenerator random) {
        List<String> starts =
                List.of("GET /", "HEAD /", "POST /api", "PUT /", "DELETE /x", "HTTP/1.1 200", "GET /api/v1", "get", "");
        String start = starts.get(random.nextInt(starts.size()));
        return start + "a".repeat(random.nextInt(70)) + " HTTP/1.1\r\nHost: a\r\n" + "b".repeat(random.nextInt(60));
    }

    private static byte[] options(RandomGenerator random) {
        byte[] options = new byte[random.nextInt(10) * 4];
        int at = 0;
        while (at < options.length) {
            byte[] option = switch (random.nextInt(6)) {
                case 0 -> new byte[] {1};
                case 1 -> new byte[] {2, 4, 5, 0};
                case 2 -> new byte[] {8, 10, 1, 2, 3, 4, 5, 6, 7, 8};
                case 3 -> new byte[] {3, 3, 7};
                case 4 -> new byte[] {0};
                default -> bytes(random, 2);
            };
            int length = Math.min(option.length, options.length - at);
            System.arraycopy(option, 0, options, at, length);
            at += length;
        }
        return options;
    }

    private static byte[] bytes(RandomGenerator random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] frame(int vlans, byte[] payload) {
        ByteBuffer frame = ByteBuffer.allocate(Math.max(60, Ethernet.BYTES + vlans * 4 + payload.length));
        frame.put(new byte[] {2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2});
        for (int i = 0; i < vlans; i++) {
            frame.putShort((short) (i == 0 && vlans > 1 ? Ethernet.Vlan.SERVICE : Ethernet.Vlan.CUSTOMER));
            frame.putShort((short) (100 + i));
        }
        frame.putShort((short) Ethernet.IPV4).put(payload);
        return frame.array();
    }

    private static byte[] ipv4(int source, int destination, int protocol, byte[] payload) {
        ByteBuffer ip = ByteBuffer.allocate(Ipv4.BYTES + payload.length);
        ip.put((byte) 0x45).put((byte) 0).putShort((short) ip.capacity()).putShort((short) 0x1234);
        ip.putShort((short) 0x4000).put((byte) 64).put((byte) protocol).putShort((short) 0);
        return ip.putInt(source).putInt(destination).put(payload).array();
    }

    private static byte[] tcp(int flags, byte[] options, byte[] payload) {
        ByteBuffer tcp = ByteBuffer.allocate(Tcp.BYTES + options.length + payload.length);
        tcp.putShort((short) 40_000).putShort((short) 80).putInt(1).putInt(0);
        tcp.put((byte) ((Tcp.BYTES + options.length) / 4 << 4))
                .put((byte) flags)
                .putShort((short) 64_240);
        return tcp.putInt(0).put(options).put(payload).array();
    }
}
