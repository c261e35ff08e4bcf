package dev.skep.cli.live;

import dev.skep.cli.print.Quantity;
import dev.skep.events.EventSink;
import dev.skep.events.EventSource;
import dev.skep.events.model.Event;
import dev.skep.events.model.Loss;
import dev.skep.events.model.ProgramCost;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Draws a dashboard on the terminal four times a second until it is stopped, and puts the terminal back as it was. */
public final class LiveView implements EventSink {
    private static final long FRAME_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    /** After a pause this long we were stopped (Ctrl-Z) and somebody else drew on the screen. */
    private static final long STOPPED_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final Dashboard dashboard;
    private final Screen screen = new Screen();
    private final OwnCost.Meter meter = new OwnCost.Meter();
    private final long startNanos = System.nanoTime();
    private volatile boolean stopped;
    private volatile Thread drawing = Thread.currentThread();

    /** A view of the given dashboard. */
    public LiveView(Dashboard dashboard) {
        this.dashboard = dashboard;
    }

    @Override
    public void accept(Event event) {
        dashboard.accept(event, second());
    }

    /** Ends {@link #run}. */
    public void stop() {
        stopped = true;
        LockSupport.unpark(drawing);
    }

    /** Draws until {@link #stop} or the key {@code q}; losses and costs are asked of {@code source}. */
    public void run(EventSource source) throws IOException {
        drawing = Thread.currentThread();
        try (Terminal terminal = new Terminal()) {
            terminal.takeKeys();
            Thread.ofPlatform().daemon().name("skep-keys").start(this::readKeys);
            terminal.write(Screen.ENTER);
            try {
                draw(terminal, source);
            } finally {
                terminal.write(Screen.LEAVE);
            }
        }
    }

    private void draw(Terminal terminal, EventSource source) throws IOException {
        OwnCost own = meter.read();
        List<Loss> losses = List.of();
        List<ProgramCost> costs = List.of();
        long drawn = System.nanoTime();
        for (int frame = 0; !stopped; frame++) {
            if (frame % 4 == 0) { // figures that nobody reads four times a second
                own = meter.read();
                losses = source.losses();
                costs = source.costs();
            }
            long now = System.nanoTime();
            if (now - drawn > STOPPED_NANOS) {
                screen.invalidate();
            }
            drawn = now;
            Terminal.Size size = terminal.size();
            Dashboard.Footer footer = Dashboard.Footer.of(losses, costs, own, dashboard.paused());
            String uptime = Quantity.uptime(second());
            String changes = screen.update(dashboard.frame(size, second(), uptime, footer), size);
            if (!changes.isEmpty()) {
                terminal.write(changes);
            }
            LockSupport.parkNanos(this, FRAME_NANOS);
        }
    }

    private void readKeys() {
        try {
            for (int key = System.in.read(); key >= 0 && !stopped; key = System.in.read()) {
                switch (key) {
                    case 'q', 'Q' -> stop();
                    case ' ' -> dashboard.togglePause();
                    default -> screen.invalidate();
                }
                LockSupport.unpark(drawing);
            }
        } catch (IOException e) {
            // No keyboard: Ctrl-C still ends the view.
        }
    }

    private long second() {
        return TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - startNanos);
    }
}
