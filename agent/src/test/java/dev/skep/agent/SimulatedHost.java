package dev.skep.agent;

import dev.skep.events.EventSink;
import dev.skep.events.model.Connection;
import dev.skep.events.model.Direction;
import dev.skep.events.model.HttpExchange;
import dev.skep.events.model.ProcessExited;
import dev.skep.events.model.ProcessInfo;
import dev.skep.events.model.ProcessStarted;
import dev.skep.events.model.TcpClosed;
import dev.skep.events.model.TcpFailed;
import dev.skep.events.model.TcpOpened;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Random;

/** A small shop with four services, cron jobs and a flaky partner: lifelike events, the same for the same seed. */
public final class SimulatedHost {
    private static final List<String> PATHS = List.of(
            "/",
            "/cart",
            "/cart/items",
            "/checkout",
            "/products?page=2",
            "/products/4711",
            "/login",
            "/healthz",
            "/api/v1/orders/81723",
            "/static/app.css",
            "/search?q=honey%20jar");
    private static final List<List<String>> COMMANDS = List.of(
            List.of("/usr/bin/curl", "curl", "-s", "http://127.0.0.1:8080/healthz"),
            List.of("/usr/bin/find", "find", "/var/log", "-name", "*.gz", "-mtime", "+7"),
            List.of("/usr/bin/git", "git", "fetch", "--quiet", "origin"),
            List.of("/bin/sh", "sh", "-c", "/etc/cron.hourly/rotate"),
            List.of("/usr/bin/python3", "python3", "/opt/shop/reindex.py", "--since", "1h"),
            List.of("/usr/bin/psql", "psql", "-qAt", "-c", "select count(*) from orders"),
            List.of("/usr/bin/ssh", "ssh", "backup@10.0.3.9", "df -h"),
            List.of("/usr/bin/ls", "ls", "-la", "/srv"));

    private final ProcessInfo gateway = service(812, "/usr/sbin/nginx", "nginx: worker process");
    private final ProcessInfo shop =
            service(1044, "/usr/lib/jvm/bin/java", "java", "-Xmx512m", "-jar", "/opt/shop/shop.jar");
    private final ProcessInfo search = service(1102, "/usr/bin/python3.11", "python3", "/opt/search/search.py");
    private final ProcessInfo accounts = service(1188, "/opt/accounts/accounts", "accounts", "--listen=:9000");

    private final Random random;
    private final EventSink sink;
    private int pid = 20_000;
    private int port = 40_000;
    private long connection = 0xffff_8880_0000_0000L;

    public SimulatedHost(long seed, EventSink sink) {
        this.random = new Random(seed);
        this.sink = sink;
    }

    /** The processes that were there before. */
    public void begin(long time) {
        for (ProcessInfo process : List.of(gateway, shop, search, accounts)) {
            sink.accept(new ProcessStarted(time, process, true));
        }
    }

    /** A moment passes: one visit to the shop, and now and then something else. */
    public void moment(long time, double load) {
        visit(time, load);
        if (random.nextInt(25) == 0) {
            command(time);
        }
        if (random.nextInt(60) == 0) {
            refused(time);
        }
    }

    private void visit(long time, double load) {
        String path = PATHS.get((int) Math.min(PATHS.size() - 1, Math.abs(random.nextGaussian()) * 3.6));
        boolean broken = random.nextInt(path.startsWith("/checkout") ? 9 : 150) == 0;
        int status = broken ? 503 : path.equals("/login") && random.nextInt(4) == 0 ? 401 : 200;
        if (path.startsWith("/products/") && random.nextInt(6) == 0) {
            status = 404;
        }
        long latency = (long) (Math.exp(random.nextGaussian() * 0.5) * 3_000_000 * load * (broken ? 9 : 1));
        Connection in = connection(Direction.INBOUND, "203.0.113." + random.nextInt(1, 255), 443);
        sink.accept(new TcpOpened(time - latency, gateway, in, 0));
        ProcessInfo backend = path.startsWith("/search") || path.startsWith("/products?")
                ? search
                : path.startsWith("/login") ? accounts : shop;
        http(time, backend, HttpExchange.Role.SERVER, path, status, latency);
        if (random.nextInt(3) == 0) {
            http(time, shop, HttpExchange.Role.CLIENT, "/v2/stock?sku=" + random.nextInt(9999), 200, latency / 3);
        }
        http(time, gateway, HttpExchange.Role.SERVER, path, status, latency + 180_000 + random.nextInt(90_000));
        if (random.nextInt(4) > 0) {
            sink.accept(new TcpClosed(
                    time,
                    gateway,
                    in,
                    900 + random.nextInt(40_000),
                    300 + random.nextInt(900),
                    latency + 2_000_000,
                    18_000 + random.nextInt(9000),
                    random.nextInt(40) == 0 ? 2 : 0,
                    random.nextInt(50) == 0 ? 104 : 0));
        }
    }

    private void http(long time, ProcessInfo process, HttpExchange.Role role, String path, int status, long latency) {
        String method = path.startsWith("/checkout") || path.startsWith("/cart/") ? "POST" : "GET";
        sink.accept(new HttpExchange(
                time,
                process,
                connection(Direction.INBOUND, "127.0.0.1", 8080),
                role,
                method,
                path,
                role == HttpExchange.Role.CLIENT ? "stock.partner.example" : "shop.example",
                "1.1",
                status,
                240 + random.nextInt(300),
                800 + random.nextInt(30_000),
                latency,
                latency * 3 / 4,
                false,
                ""));
    }

    private void command(long time) {
        List<String> command = COMMANDS.get(random.nextInt(COMMANDS.size()));
        String name = command.getFirst().substring(command.getFirst().lastIndexOf('/') + 1);
        ProcessInfo process = new ProcessInfo(
                ++pid,
                time,
                812,
                random.nextBoolean() ? 0 : 1000,
                0,
                name,
                command.getFirst(),
                command.subList(1, command.size()),
                false,
                "/root",
                77,
                null);
        sink.accept(new ProcessStarted(time, process, false));
        if (random.nextInt(5) > 0) {
            long life = 2_000_000 + random.nextInt(180_000_000);
            boolean killed = random.nextInt(20) == 0;
            sink.accept(new ProcessExited(
                    time + life, process, killed ? 0 : random.nextInt(7) == 0 ? 1 : 0, killed ? 9 : 0, false, life));
        }
    }

    private void refused(long time) {
        Connection out = connection(Direction.OUTBOUND, "10.0.3.9", 5432);
        sink.accept(new TcpFailed(time, shop, out, 210_000, random.nextInt(3) == 0 ? 110 : 111));
        Connection database = connection(Direction.OUTBOUND, "2001:db8:5::12", 5432);
        sink.accept(new TcpOpened(time, accounts, database, 160_000));
    }

    private Connection connection(Direction direction, String peer, int servedPort) {
        int ephemeral = port++ % 20_000 + 40_000;
        return new Connection(
                connection += 0x40,
                direction,
                new InetSocketAddress(
                        InetAddress.ofLiteral("10.0.3.7"), direction == Direction.INBOUND ? servedPort : ephemeral),
                new InetSocketAddress(
                        InetAddress.ofLiteral(peer), direction == Direction.INBOUND ? ephemeral : servedPort));
    }

    private static ProcessInfo service(int pid, String executable, String... arguments) {
        return Samples.process(pid, executable, arguments);
    }

    /** Now, in nanoseconds since the epoch. */
    public static long now() {
        Instant now = Instant.now();
        return now.getEpochSecond() * 1_000_000_000L + now.getNano();
    }
}
