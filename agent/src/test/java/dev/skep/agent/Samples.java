package dev.skep.agent;

import dev.skep.events.model.Connection;
import dev.skep.events.model.ContainerId;
import dev.skep.events.model.Direction;
import dev.skep.events.model.Event;
import dev.skep.events.model.HttpExchange;
import dev.skep.events.model.ProcessExited;
import dev.skep.events.model.ProcessInfo;
import dev.skep.events.model.ProcessStarted;
import dev.skep.events.model.TcpClosed;
import dev.skep.events.model.TcpFailed;
import dev.skep.events.model.TcpOpened;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/** Events as a host would make them, the same on every run. */
public final class Samples {
    /** 2026-11-22T01:26:32.123456789Z. */
    public static final long TIME = 1_795_310_792_123_456_789L;

    public static final ContainerId CONTAINER =
            new ContainerId("containerd", "4f0c1c9f3a5b6d7e8f90112233445566778899aabbccddeeff00112233445566");

    public static final ProcessInfo CURL = new ProcessInfo(
            4242,
            1_234_567_890_123L,
            4200,
            1000,
            1000,
            "curl",
            "/usr/bin/curl",
            List.of("curl", "-s", "http://shop.example/cart?id=7"),
            false,
            "/home/ada",
            8123,
            null);

    public static final ProcessInfo NGINX = new ProcessInfo(
            900,
            98_765_432_100L,
            899,
            33,
            33,
            "nginx",
            "/usr/sbin/nginx",
            List.of("nginx: worker process"),
            false,
            "/",
            512,
            CONTAINER);

    public static final Connection OUTBOUND = new Connection(
            0x00f3_a1b2_c3d4L, Direction.OUTBOUND, address("127.0.0.1", 51_234), address("127.0.0.1", 8080));

    public static final Connection INBOUND = new Connection(
            0xffff_8881_0a0b_0c0dL,
            Direction.INBOUND,
            address("2001:db8::1", 8080),
            address("2001:db8:0:1:1:1:1:1", 40_000));

    private Samples() {}

    /** One event of each type, in the order of the reference. */
    public static List<Event> oneOfEach() {
        return List.of(
                new ProcessStarted(TIME, CURL, false),
                new ProcessExited(TIME + 45_000_000, CURL, 0, 0, false, 45_000_000),
                new TcpOpened(TIME + 1_000_000, CURL, OUTBOUND, 87_000),
                new TcpClosed(TIME + 40_000_000, NGINX, INBOUND, 1234, 345, 39_000_000, 112, 2, 104),
                new TcpFailed(TIME + 2_000_000, CURL, OUTBOUND, 150_000, 111),
                http("GET", "/cart?id=7", 200, 1_830_000));
    }

    /** A request served by nginx. */
    public static HttpExchange http(String method, String target, int status, long latencyNanos) {
        return http(NGINX, TIME, method, target, status, latencyNanos);
    }

    /** A request served by a process. */
    public static HttpExchange http(
            ProcessInfo process, long time, String method, String target, int status, long latencyNanos) {
        return new HttpExchange(
                time,
                process,
                INBOUND,
                HttpExchange.Role.SERVER,
                method,
                target,
                "shop.example",
                "1.1",
                status,
                78,
                1300,
                latencyNanos,
                latencyNanos / 2,
                false,
                "");
    }

    /** A process by its executable and pid. */
    public static ProcessInfo process(int pid, String executable, String... arguments) {
        String comm = executable.substring(executable.lastIndexOf('/') + 1);
        return new ProcessInfo(pid, pid * 1000L, 1, 0, 0, comm, executable, List.of(arguments), false, "/", 77, null);
    }

    private static InetSocketAddress address(String literal, int port) {
        return new InetSocketAddress(InetAddress.ofLiteral(literal), port);
    }
}
