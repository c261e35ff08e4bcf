package dev.skep.agent.json;

import dev.skep.agent.view.ServiceName;
import dev.skep.events.model.Connection;
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
import java.net.InetSocketAddress;
import java.util.List;

/**
 * The JSON form of events: one object without a line break, whose first fields are {@code type} and {@code time}. Names are
 * stable; a consumer ignores names that it does not know. docs/reference/events.md lists them all.
 *
 * <p>{@code process_started} and {@code process_exited} tell everything about their process; the others leave out
 * {@code arguments} and {@code cwd}, which would outweigh the rest of a connection or request.
 */
public final class EventJson {
    /** Values of {@code type}, in the order of the reference. */
    public static final List<String> TYPES =
            List.of("process_started", "process_exited", "tcp_opened", "tcp_closed", "tcp_failed", "http", "loss");

    private EventJson() {}

    /** The value of {@code type} of an event. */
    public static String type(Event event) {
        return switch (event) {
            case ProcessStarted _ -> "process_started";
            case ProcessExited _ -> "process_exited";
            case TcpOpened _ -> "tcp_opened";
            case TcpClosed _ -> "tcp_closed";
            case TcpFailed _ -> "tcp_failed";
            case HttpExchange _ -> "http";
        };
    }

    /** Appends an event, without a line end. */
    public static void write(Event event, StringBuilder out) {
        write(event, new JsonWriter(out));
    }

    /** Writes an event as a value. */
    public static void write(Event event, JsonWriter json) {
        json.object().field("type", type(event));
        time(json, event.timeUnixNanos());
        switch (event) {
            case ProcessStarted e -> {
                process(json, e.process(), true);
                json.field("existing", e.existing());
            }
            case ProcessExited e -> {
                process(json, e.process(), true);
                json.field("exit_code", e.exitCode())
                        .field("signal", e.signal())
                        .field("core_dumped", e.coreDumped())
                        .field("duration_ns", e.durationNanos());
            }
            case TcpOpened e -> {
                process(json, e.process(), false);
                connection(json, e.connection());
                json.field("handshake_ns", e.handshakeNanos());
            }
            case TcpClosed e -> {
                process(json, e.process(), false);
                connection(json, e.connection());
                json.field("sent_bytes", e.sentBytes())
                        .field("received_bytes", e.receivedBytes())
                        .field("duration_ns", e.durationNanos())
                        .field("rtt_us", e.roundTripMicros())
                        .field("retransmits", e.retransmits());
                error(json, e.errno());
            }
            case TcpFailed e -> {
                process(json, e.process(), false);
                connection(json, e.connection());
                json.field("duration_ns", e.durationNanos());
                error(json, e.errno());
            }
            case HttpExchange e -> {
                process(json, e.process(), false);
                connection(json, e.connection());
                exchange(json, e);
            }
        }
        json.endObject();
    }

    /** Appends an entry of the loss ledger, read at the given time in nanoseconds since the epoch, without a line end. */
    public static void write(Loss loss, long timeUnixNanos, StringBuilder out) {
        JsonWriter json = new JsonWriter(out).object().field("type", "loss");
        time(json, timeUnixNanos);
        fields(loss, json);
        json.endObject();
    }

    /** Appends how many events a stream left out because its reader asked for fewer, without a line end. */
    public static void writeSkipped(long count, long timeUnixNanos, StringBuilder out) {
        JsonWriter json = new JsonWriter(out).object().field("type", "skipped");
        time(json, timeUnixNanos);
        json.field("count", count).endObject();
    }

    /** Writes an entry of the loss ledger as a value, without type and time. */
    public static void write(Loss loss, JsonWriter json) {
        json.object();
        fields(loss, json);
        json.endObject();
    }

    /** Writes what a kernel program cost as a value. */
    public static void write(ProgramCost cost, JsonWriter json) {
        json.object()
                .field("program", cost.program())
                .field("hook", cost.hook())
                .field("runs", cost.runs())
                .field("run_ns", cost.runNanos())
                .endObject();
    }

    private static void fields(Loss loss, JsonWriter json) {
        json.field("hook", loss.hook())
                .field("cpu", loss.cpu())
                .field("reason", loss.reason())
                .field("count", loss.count());
    }

    private static void time(JsonWriter json, long unixNanos) {
        StringBuilder out = json.name("time").openString();
        Rfc3339.append(out, unixNanos);
        out.append('"');
    }

    private static void process(JsonWriter json, ProcessInfo process, boolean whole) {
        json.object("process")
                .field("pid", process.pid())
                .field("start_boottime_ns", process.startBoottimeNanos())
                .field("parent_pid", process.parentPid())
                .field("uid", process.uid())
                .field("gid", process.gid())
                .field("comm", process.comm())
                .field("executable", process.executable())
                .field("service", ServiceName.of(process));
        if (whole) {
            json.array("arguments");
            for (String argument : process.arguments()) {
                json.value(argument);
            }
            json.endArray().field("arguments_truncated", process.argumentsTruncated());
            json.field("cwd", process.cwd());
        }
        json.field("cgroup_id", process.cgroupId());
        if (process.container() == null) {
            json.field("container", null);
        } else {
            json.object("container")
                    .field("runtime", process.container().runtime())
                    .field("id", process.container().id())
                    .endObject();
        }
        json.endObject();
    }

    private static void connection(JsonWriter json, Connection connection) {
        json.object("connection");
        StringBuilder out = json.name("id").openString();
        out.repeat('0', Math.max(0, Long.numberOfLeadingZeros(connection.id()) / 4 - (connection.id() == 0 ? 1 : 0)))
                .append(Long.toHexString(connection.id()))
                .append('"');
        json.field("direction", name(connection.direction()));
        address(json, "local_address", "local_port", connection.local());
        address(json, "remote_address", "remote_port", connection.remote());
        json.endObject();
    }

    private static String name(Direction direction) {
        return switch (direction) {
            case OUTBOUND -> "outbound";
            case INBOUND -> "inbound";
            case UNKNOWN -> "unknown";
        };
    }

    private static void address(JsonWriter json, String addressName, String portName, InetSocketAddress end) {
        if (end.getAddress() == null) {
            json.field(addressName, end.getHostString());
        } else {
            StringBuilder out = json.name(addressName).openString();
            AddressText.append(out, end.getAddress());
            out.append('"');
        }
        json.field(portName, end.getPort());
    }

    private static void exchange(JsonWriter json, HttpExchange e) {
        json.field("role", e.role() == HttpExchange.Role.SERVER ? "server" : "client")
                .field("method", e.method())
                .field("target", e.target())
                .field("host", e.host())
                .field("version", e.version())
                .field("status", e.status())
                .field("request_bytes", e.requestBytes())
                .field("response_bytes", e.responseBytes())
                .field("latency_ns", e.latencyNanos())
                .field("first_byte_ns", e.firstByteNanos())
                .field("truncated", e.truncated())
                .field("upgrade", e.upgrade());
    }

    private static void error(JsonWriter json, int errno) {
        json.field("errno", errno).field("error", ErrnoName.of(errno));
    }
}
