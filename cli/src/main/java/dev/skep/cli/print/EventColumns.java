package dev.skep.cli.print;

import dev.skep.events.model.Connection;
import dev.skep.events.model.Direction;
import dev.skep.events.model.Event;
import dev.skep.events.model.HttpExchange;
import dev.skep.events.model.ProcessExited;
import dev.skep.events.model.ProcessInfo;
import dev.skep.events.model.ProcessStarted;
import dev.skep.events.model.TcpClosed;
import dev.skep.events.model.TcpFailed;
import dev.skep.events.model.TcpOpened;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * One event as one line of columns. Every kind starts with time, what happened, pid and name, so that lines of all kinds
 * can stand below each other; the rest is the kind's own.
 *
 * <pre>
 * TIME          EVENT    PID      COMM             DETAIL
 * 01:27:00.123  exec     4711     curl             /usr/bin/curl -s http://127.0.0.1:8080/
 * 01:27:00.130  connect  4711     curl             127.0.0.1:43210 -> 127.0.0.1:8080  in 43.1µs
 * 01:27:00.131  GET      4711     curl             200  1.20ms  client  127.0.0.1:8080/  78 B up, 1.5 kB down
 * 01:27:00.132  exit     4711     curl             0  after 9.52ms  /usr/bin/curl
 * </pre>
 */
public final class EventColumns {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT);

    private final boolean coloured;
    private final ZoneId zone;

    /**
     * @param coloured whether to style what matters
     * @param zone     time zone of the first column
     */
    public EventColumns(boolean coloured, ZoneId zone) {
        this.coloured = coloured;
        this.zone = zone;
    }

    /** The names of the columns. */
    public String header() {
        return Style.BOLD.apply(columns("TIME", "EVENT", "PID", "COMM", "DETAIL"), coloured);
    }

    /** The event in a line without line break, safe for a terminal, as long as it needs to be. */
    public String line(Event event) {
        return switch (event) {
            case ProcessStarted started -> line(started, "exec", Style.GREEN, command(started.process()));
            case ProcessExited exited -> exited(exited);
            case TcpOpened opened -> opened(opened);
            case TcpFailed failed ->
                line(
                        failed,
                        "fail",
                        Style.RED,
                        ends(failed.connection()) + "  " + ErrnoName.of(failed.errno())
                                + after(failed.durationNanos()));
            case TcpClosed closed -> closed(closed);
            case HttpExchange exchange -> exchange(exchange);
        };
    }

    private String exited(ProcessExited exited) {
        boolean bad = exited.exitCode() != 0 || exited.signal() != 0;
        String result = exited.signal() == 0
                ? Integer.toString(exited.exitCode())
                : SignalName.of(exited.signal()) + (exited.coreDumped() ? " (core dumped)" : "");
        return line(
                exited,
                "exit",
                bad ? Style.RED : Style.DIM,
                Style.RED.apply(result, coloured && bad)
                        + after(exited.durationNanos())
                        + "  "
                        + TerminalText.escape(name(exited.process())));
    }

    private String opened(TcpOpened opened) {
        boolean accepted = opened.connection().direction() == Direction.INBOUND;
        String took = opened.handshakeNanos() > 0 ? "  in " + Quantity.duration(opened.handshakeNanos()) : "";
        return line(opened, accepted ? "accept" : "connect", Style.CYAN, ends(opened.connection()) + took);
    }

    private String closed(TcpClosed closed) {
        StringBuilder detail = new StringBuilder(ends(closed.connection()))
                .append("  ")
                .append(Quantity.bytes(closed.sentBytes()))
                .append(" up, ")
                .append(Quantity.bytes(closed.receivedBytes()))
                .append(" down")
                .append(after(closed.durationNanos()));
        if (closed.roundTripMicros() > 0) {
            detail.append("  rtt ").append(Quantity.duration(closed.roundTripMicros() * 1_000L));
        }
        if (closed.retransmits() > 0) {
            detail.append("  ").append(Style.YELLOW.apply(closed.retransmits() + " retransmitted", coloured));
        }
        if (closed.errno() != 0) {
            detail.append("  ").append(Style.RED.apply(ErrnoName.of(closed.errno()), coloured));
        }
        return line(closed, "close", Style.BLUE, detail.toString());
    }

    private String exchange(HttpExchange exchange) {
        boolean server = exchange.role() == HttpExchange.Role.SERVER;
        Connection connection = exchange.connection();
        String host = exchange.host().isEmpty()
                ? Quantity.address(server ? connection.local() : connection.remote())
                : TerminalText.escape(exchange.host());
        String target = exchange.target().startsWith("/")
                ? host + TerminalText.escape(exchange.target())
                : TerminalText.escape(exchange.target());
        StringBuilder detail = new StringBuilder(status(exchange.status()))
                .append("  ")
                .append(TerminalText.fit(Quantity.duration(exchange.latencyNanos()), 7))
                .append(server ? "  server  " : "  client  ")
                .append(target)
                .append("  ")
                .append(Quantity.bytes(exchange.requestBytes()))
                .append(server ? " in, " : " up, ")
                .append(Quantity.bytes(exchange.responseBytes()))
                .append(server ? " out" : " down");
        if (!exchange.upgrade().isEmpty()) {
            detail.append("  to ").append(TerminalText.escape(exchange.upgrade()));
        }
        if (exchange.truncated()) {
            detail.append("  ").append(Style.YELLOW.apply("truncated", coloured));
        }
        return line(exchange, TerminalText.escape(exchange.method()), Style.MAGENTA, detail.toString());
    }

    private String status(int status) {
        String text = status == 0 ? "---" : Integer.toString(status);
        Style style = status >= 500 || status == 0 ? Style.RED : status >= 400 ? Style.YELLOW : Style.GREEN;
        return style.apply(text, coloured);
    }

    private String line(Event event, String what, Style style, String detail) {
        ProcessInfo process = event.process();
        Instant time = Instant.ofEpochSecond(0, event.timeUnixNanos());
        String container =
                process.container() == null ? "" : "[" + process.container().shortId() + "] ";
        return columns(
                TIME.format(time.atZone(zone)),
                style.apply(TerminalText.fit(what, 7), coloured),
                Integer.toString(process.pid()),
                TerminalText.escape(process.comm()),
                Style.DIM.apply(container, coloured) + detail);
    }

    private static String columns(String time, String what, String pid, String comm, String detail) {
        return TerminalText.fit(time, 12)
                + "  "
                + TerminalText.fit(what, 7)
                + "  "
                + TerminalText.fit(pid, 7)
                + "  "
                + TerminalText.fit(comm, 15)
                + "  "
                + detail;
    }

    private static String ends(Connection connection) {
        String arrow = switch (connection.direction()) {
            case OUTBOUND -> " -> ";
            case INBOUND -> " <- ";
            case UNKNOWN -> " -- ";
        };
        return Quantity.address(connection.local()) + arrow + Quantity.address(connection.remote());
    }

    private static String after(long nanos) {
        return nanos > 0 ? "  after " + Quantity.duration(nanos) : "";
    }

    /** The command line: path and arguments, or what is known of it. */
    private static String command(ProcessInfo process) {
        StringBuilder out = new StringBuilder(TerminalText.escape(name(process)));
        for (int i = 1; i < process.arguments().size(); i++) {
            out.append(' ')
                    .append(quoted(TerminalText.escape(process.arguments().get(i))));
        }
        return out.append(process.argumentsTruncated() ? " …" : "").toString();
    }

    private static String name(ProcessInfo process) {
        if (!process.executable().isEmpty()) {
            return process.executable();
        }
        return process.arguments().isEmpty()
                ? "[" + process.comm() + "]"
                : process.arguments().getFirst();
    }

    private static String quoted(String argument) {
        boolean plain = !argument.isEmpty() && argument.chars().noneMatch(c -> c == ' ' || c == '\'' || c == '"');
        return plain ? argument : "'" + argument.replace("'", "'\\''") + "'";
    }
}
