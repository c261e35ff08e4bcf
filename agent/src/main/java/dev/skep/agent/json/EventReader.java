package dev.skep.agent.json;

import dev.skep.events.model.Connection;
import dev.skep.events.model.ContainerId;
import dev.skep.events.model.Direction;
import dev.skep.events.model.Event;
import dev.skep.events.model.HttpExchange;
import dev.skep.events.model.Loss;
import dev.skep.events.model.ProcessExited;
import dev.skep.events.model.ProcessInfo;
import dev.skep.events.model.ProcessStarted;
import dev.skep.events.model.ProgramCost;
import dev.skep.events.model.TcpClosed;
import dev.skep.events.model.TcpFailed;
import dev.skep.events.model.TcpOpened;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads back what {@link EventJson} wrote, so that a client shows a remote agent's events as it does its own. */
public final class EventReader {
    private EventReader() {}

    /**
     * Reads one line and hands it to whom it concerns. Blank lines (a stream's sign of life) and types unknown to this
     * version are passed over.
     *
     * @throws JsonException if the line is not what {@link EventJson} writes
     */
    public static void read(String line, Consumer<Event> events, Consumer<Loss> losses) {
        if (line.isBlank()) {
            return;
        }
        try {
            Fields fields = Fields.of(JsonReader.read(line));
            String type = fields.text("type");
            if (type.equals("loss")) {
                losses.accept(loss(fields));
                return;
            }
            Event event = event(type, fields);
            if (event != null) {
                events.accept(event);
            }
        } catch (ClassCastException | java.time.DateTimeException e) {
            throw new JsonException("not an event: " + line, e);
        }
    }

    /** An entry of the loss ledger, from a parsed object. */
    public static Loss loss(@Nullable Object json) {
        return loss(Fields.of(json));
    }

    /** The cost of a program, from a parsed object. */
    public static ProgramCost cost(@Nullable Object json) {
        Fields f = Fields.of(json);
        return new ProgramCost(f.text("program"), f.text("hook"), f.whole("runs"), f.whole("run_ns"));
    }

    private static Loss loss(Fields f) {
        return new Loss(f.text("hook"), f.number("cpu"), f.text("reason"), f.whole("count"));
    }

    private static @Nullable Event event(String type, Fields f) {
        return switch (type) {
            case "process_started" -> new ProcessStarted(f.time(), process(f), f.truth("existing"));
            case "process_exited" ->
                new ProcessExited(
                        f.time(),
                        process(f),
                        f.number("exit_code"),
                        f.number("signal"),
                        f.truth("core_dumped"),
                        f.whole("duration_ns"));
            case "tcp_opened" -> new TcpOpened(f.time(), process(f), connection(f), f.whole("handshake_ns"));
            case "tcp_closed" ->
                new TcpClosed(
                        f.time(),
                        process(f),
                        connection(f),
                        f.whole("sent_bytes"),
                        f.whole("received_bytes"),
                        f.whole("duration_ns"),
                        f.number("rtt_us"),
                        f.number("retransmits"),
                        f.number("errno"));
            case "tcp_failed" ->
                new TcpFailed(f.time(), process(f), connection(f), f.whole("duration_ns"), f.number("errno"));
            case "http" -> exchange(f);
            default -> null;
        };
    }

    private static HttpExchange exchange(Fields f) {
        return new HttpExchange(
                f.time(),
                process(f),
                connection(f),
                f.text("role").equals("server") ? HttpExchange.Role.SERVER : HttpExchange.Role.CLIENT,
                f.text("method"),
                f.text("target"),
                f.text("host"),
                f.text("version"),
                f.number("status"),
                f.whole("request_bytes"),
                f.whole("response_bytes"),
                f.whole("latency_ns"),
                f.whole("first_byte_ns"),
                f.truth("truncated"),
                f.text("upgrade"));
    }

    private static ProcessInfo process(Fields event) {
        Fields f = event.object("process");
        Fields container = f.object("container");
        return new ProcessInfo(
                f.number("pid"),
                f.whole("start_boottime_ns"),
                f.number("parent_pid"),
                f.number("uid"),
                f.number("gid"),
                f.text("comm"),
                f.text("executable"),
                f.texts("arguments"),
                f.truth("arguments_truncated"),
                f.text("cwd"),
                f.whole("cgroup_id"),
                container.isEmpty() ? null : new ContainerId(container.text("runtime"), container.text("id")));
    }

    private static Connection connection(Fields event) {
        Fields f = event.object("connection");
        Direction direction = switch (f.text("direction")) {
            case "outbound" -> Direction.OUTBOUND;
            case "inbound" -> Direction.INBOUND;
            default -> Direction.UNKNOWN;
        };
        return new Connection(
                Long.parseUnsignedLong(f.text("id"), 16),
                direction,
                f.address("local_address", "local_port"),
                f.address("remote_address", "remote_port"));
    }

    /** A JSON object whose missing members read as empty, zero or false. */
    private record Fields(Map<?, ?> members) {
        static Fields of(@Nullable Object json) {
            return new Fields(json == null ? Map.of() : (Map<?, ?>) json);
        }

        boolean isEmpty() {
            return members.isEmpty();
        }

        Fields object(String name) {
            return of(members.get(name));
        }

        String text(String name) {
            Object value = members.get(name);
            return value == null ? "" : (String) value;
        }

        List<String> texts(String name) {
            Object value = members.get(name);
            if (value == null) {
                return List.of();
            }
            List<String> texts = new ArrayList<>();
            for (Object element : (List<?>) value) {
                texts.add((String) element);
            }
            return texts;
        }

        long whole(String name) {
            Object value = members.get(name);
            return value == null ? 0 : ((Number) value).longValue();
        }

        int number(String name) {
            return (int) whole(name);
        }

        boolean truth(String name) {
            return Boolean.TRUE.equals(members.get(name));
        }

        long time() {
            return Rfc3339.parse(text("time"));
        }

        InetSocketAddress address(String addressName, String portName) {
            String literal = text(addressName);
            try {
                return new InetSocketAddress(InetAddress.ofLiteral(literal), number(portName));
            } catch (IllegalArgumentException e) {
                return InetSocketAddress.createUnresolved(literal, number(portName));
            }
        }
    }
}
