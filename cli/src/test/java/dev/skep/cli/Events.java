package dev.skep.cli;

import dev.skep.events.model.Connection;
import dev.skep.events.model.ContainerId;
import dev.skep.events.model.Direction;
import dev.skep.events.model.HttpExchange;
import dev.skep.events.model.ProcessExited;
import dev.skep.events.model.ProcessInfo;
import dev.skep.events.model.ProcessStarted;
import dev.skep.events.model.TcpClosed;
import dev.skep.events.model.TcpFailed;
import dev.skep.events.model.TcpOpened;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One event of each kind, all at 01:27:00.123 UTC, to build tests from. */
public final class Events {
    public static final long TIME = 1_795_310_820_123_000_000L;

    private Events() {}

    public static ProcessInfo process(int pid, String comm, String executable, String... arguments) {
        return new ProcessInfo(pid, pid * 1_000L, 1, 0, 0, comm, executable, List.of(arguments), false, "/", 1, null);
    }

    public static ProcessInfo curl(@Nullable ContainerId container) {
        return new ProcessInfo(
                4711, 99, 1, 0, 0, "curl", "/usr/bin/curl", List.of("curl", "-s", "a b"), false, "/", 1, container);
    }

    public static ProcessStarted started(int pid) {
        return new ProcessStarted(TIME, process(pid, "curl", "/usr/bin/curl", "curl", "-s", "http://x/"), false);
    }

    public static ProcessExited exited(int pid, int code, int signal) {
        return new ProcessExited(TIME, process(pid, "curl", "/usr/bin/curl"), code, signal, false, 9_520_000);
    }

    public static Connection connection(long id, Direction direction) {
        return new Connection(
                id, direction, new InetSocketAddress("127.0.0.1", 43210), new InetSocketAddress("10.1.2.3", 80));
    }

    public static TcpOpened opened(long id) {
        return new TcpOpened(TIME, curl(null), connection(id, Direction.OUTBOUND), 43_100);
    }

    public static TcpFailed failed() {
        return new TcpFailed(TIME, curl(null), connection(9, Direction.OUTBOUND), 200_000, 111);
    }

    public static TcpClosed closed(long id) {
        return new TcpClosed(
                TIME, curl(null), connection(id, Direction.OUTBOUND), 78, 1_500, 234_000_000, 12_300, 2, 104);
    }

    public static HttpExchange exchange(int status, String target) {
        return new HttpExchange(
                TIME,
                curl(null),
                connection(1, Direction.INBOUND),
                HttpExchange.Role.SERVER,
                "GET",
                target,
                "shop.example",
                "1.1",
                status,
                78,
                1_500,
                1_200_000,
                900_000,
                false,
                "");
    }
}
