package dev.skep.cli.live;

import dev.skep.cli.print.EventColumns;
import dev.skep.cli.print.Quantity;
import dev.skep.cli.print.Style;
import dev.skep.cli.print.TerminalText;
import dev.skep.events.model.Event;
import dev.skep.events.model.HttpExchange;
import dev.skep.events.model.Loss;
import dev.skep.events.model.ProcessExited;
import dev.skep.events.model.ProcessStarted;
import dev.skep.events.model.ProgramCost;
import dev.skep.events.model.TcpClosed;
import dev.skep.events.model.TcpFailed;
import dev.skep.events.model.TcpOpened;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What the live view knows and how it looks: a summary of processes, connections and requests above, the newest events
 * in the middle, what was lost and what Skep itself costs below. Events come on the pipeline's thread and are only
 * counted there; lines are made when a frame is drawn.
 *
 * <pre>
 *  skep 0.1.0  db-3  up 1m23s                                   http://127.0.0.1:9468/
 *
 *  processes   412 running    3.2 started/s              ▁▁▂▁▁▇▁
 *  tcp          34 open        12 opened/s  0 failed/s   ▂▂▃▂▅▂▂
 *  http        230 requests/s  p50 1.2ms  p99 20ms       ▅▆▅▇▅▅▆
 *
 *  TIME          EVENT    PID      COMM             DETAIL
 *  …
 *  lost 0   cost 0.4 % CPU, 64 MB, 34ns a run            q quits, space pauses
 * </pre>
 */
public final class Dashboard {
    /** More than fits any screen; older events are dropped. */
    private static final int KEPT_EVENTS = 500;

    /** Whole seconds over which a rate is shown. */
    private static final int RATE_SECONDS = 5;

    private static final int LINES_AROUND_EVENTS = 7;

    private final String title;
    private final EventColumns columns;
    private final boolean coloured;

    private final Deque<Event> newest = new ArrayDeque<>();
    private final Set<Integer> running = new HashSet<>();
    private final Set<Long> open = new HashSet<>();
    private final RateWindow started = new RateWindow();
    private final RateWindow opened = new RateWindow();
    private final RateWindow failed = new RateWindow();
    private final RateWindow requests = new RateWindow();
    private final RateWindow errors = new RateWindow();
    private final LatencyWindow latencies = new LatencyWindow();
    private String address = "";
    private boolean paused;
    private List<Event> frozen = List.of();

    /**
     * @param title    what and where this is
     * @param columns  how events look
     * @param coloured whether to use colours
     */
    public Dashboard(String title, EventColumns columns, boolean coloured) {
        this.title = title;
        this.columns = columns;
        this.coloured = coloured;
    }

    /** Takes an event that arrived in the given second of any steady clock. */
    public synchronized void accept(Event event, long second) {
        switch (event) {
            case ProcessStarted e -> {
                running.add(e.process().pid());
                if (e.existing()) {
                    return;
                }
                started.add(second);
            }
            case ProcessExited e -> running.remove(e.process().pid());
            case TcpOpened e -> {
                open.add(e.connection().id());
                opened.add(second);
            }
            case TcpFailed _ -> failed.add(second);
            case TcpClosed e -> open.remove(e.connection().id());
            case HttpExchange e -> {
                if (e.role() == HttpExchange.Role.SERVER) {
                    requests.add(second);
                    latencies.add(second, e.latencyNanos());
                    if (e.status() >= 500 || e.status() == 0) {
                        errors.add(second);
                    }
                }
            }
        }
        newest.addLast(event);
        if (newest.size() > KEPT_EVENTS) {
            newest.removeFirst();
        }
    }

    /** Shows where the web page is. */
    public synchronized void showAddress(String page) {
        address = page;
    }

    /** Holds the list of events as it is, or lets it run again. */
    public synchronized void togglePause() {
        paused = !paused;
        frozen = paused ? List.copyOf(newest) : List.of();
    }

    /** The frame for a terminal of this size, top to bottom. */
    synchronized List<String> frame(Terminal.Size size, long second, String uptime, Footer footer) {
        List<String> lines = new ArrayList<>(size.rows());
        lines.add(twoSided(" " + Style.BOLD.apply(title, coloured) + "  up " + uptime, address + " ", size.columns()));
        lines.add("");
        int span = Math.clamp(second, 1, RATE_SECONDS);
        int barColumns = Math.clamp(size.columns() - 67L, 0, RateWindow.SECONDS - 1);
        lines.add(summary(
                "processes",
                running.size() + " running",
                Quantity.rate(started.perSecond(second, span)) + " started/s",
                started.bars(second, barColumns)));
        lines.add(summary(
                "tcp",
                open.size() + " open",
                Quantity.rate(opened.perSecond(second, span)) + " opened/s  "
                        + Quantity.rate(failed.perSecond(second, span)) + " failed/s",
                opened.bars(second, barColumns)));
        double rate = requests.perSecond(second, span);
        lines.add(summary(
                "http",
                Quantity.rate(rate) + " requests/s",
                http(second, span, rate),
                requests.bars(second, barColumns)));
        lines.add("");
        lines.add(" " + columns.header());
        addEvents(lines, Math.max(0, size.rows() - LINES_AROUND_EVENTS - 1));
        lines.add(Style.REVERSE.apply(
                TerminalText.fit(twoSided(footer.left(), footer.right(), size.columns()), size.columns()), coloured));
        return lines;
    }

    private String http(long second, int span, double rate) {
        if (rate == 0) {
            return "";
        }
        double wrong = 100 * errors.perSecond(second, span) / rate;
        return "p50 " + Quantity.duration(latencies.quantile(second, 0.5))
                + "  p99 " + Quantity.duration(latencies.quantile(second, 0.99))
                + "  " + Style.RED.apply(Quantity.rate(wrong) + " % failed", coloured && wrong > 0);
    }

    private void addEvents(List<String> lines, int rows) {
        List<Event> events = paused ? frozen : List.copyOf(newest);
        List<Event> shown = events.subList(Math.max(0, events.size() - rows), events.size());
        for (Event event : shown) {
            lines.add(" " + columns.line(event));
        }
        for (int i = shown.size(); i < rows; i++) {
            lines.add("");
        }
    }

    private String summary(String what, String first, String second, String bars) {
        return " " + TerminalText.fit(what, 11) + TerminalText.fit(first, 16) + TerminalText.fit(second, 38)
                + Style.CYAN.apply(bars, coloured);
    }

    private static String twoSided(String left, String right, int columns) {
        int gap = columns - TerminalText.width(left) - TerminalText.width(right);
        return gap < 2 ? left : left + " ".repeat(gap) + right;
    }

    /** The last line: what was lost and what Skep costs, and the keys. */
    record Footer(String left, String right) {
        static Footer of(List<Loss> losses, List<ProgramCost> costs, OwnCost own, boolean paused) {
            long lost = losses.stream().mapToLong(Loss::count).sum();
            StringBuilder left = new StringBuilder(" lost ").append(lost);
            losses.stream()
                    .max(java.util.Comparator.comparingLong(Loss::count))
                    .ifPresent(worst -> left.append(" (")
                            .append(worst.reason())
                            .append(" at ")
                            .append(worst.hook())
                            .append(')'));
            left.append("   cost ")
                    .append(String.format(java.util.Locale.ROOT, "%.1f", own.cpuPercent()))
                    .append(" % CPU, ")
                    .append(Quantity.bytes(own.residentBytes()));
            long runs = costs.stream().mapToLong(ProgramCost::runs).sum();
            long nanos = costs.stream().mapToLong(ProgramCost::runNanos).sum();
            left.append(", ").append(costs.size()).append(costs.size() == 1 ? " kernel program" : " kernel programs");
            if (runs > 0) {
                left.append(" at ").append(Quantity.duration(nanos / runs)).append(" a run");
            }
            return new Footer(left.toString(), paused ? "PAUSED: space goes on " : "q quits, space pauses ");
        }
    }

    synchronized boolean paused() {
        return paused;
    }
}
