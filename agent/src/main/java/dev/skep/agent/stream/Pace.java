package dev.skep.agent.stream;

import dev.skep.events.model.Event;
import dev.skep.events.model.HttpExchange;
import dev.skep.events.model.TcpClosed;
import dev.skep.events.model.TcpOpened;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Limits how many events per second a reader gets who cannot read more, a person for instance. What is routine (requests
 * that succeeded, connections that came and went) makes way first; what went wrong, and processes, have four times the room.
 * What is left out is counted: the reader wanted it so, and it is no loss.
 *
 * <p>A bucket of tokens that one second fills. Used by the pipeline's thread only, but for the count.
 */
public final class Pace {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final int RESERVE = 4;

    private final int perSecond;
    private final AtomicLong skipped = new AtomicLong();
    private double routine;
    private double others;
    private long filledAt;

    /** At most {@code perSecond} routine events each second from {@code nanoTime} on. */
    public Pace(int perSecond, long nanoTime) {
        this.perSecond = perSecond;
        this.routine = perSecond;
        this.others = (double) perSecond * RESERVE;
        this.filledAt = nanoTime;
    }

    /** Whether an event at this {@link System#nanoTime} is within the limit; counts it if not. */
    public boolean admits(Event event, long nanoTime) {
        double seconds = (nanoTime - filledAt) / NANOS_PER_SECOND;
        filledAt = nanoTime;
        routine = Math.min(perSecond, routine + seconds * perSecond);
        others = Math.min(perSecond * RESERVE, others + seconds * perSecond * RESERVE);
        boolean admitted;
        if (isRoutine(event)) {
            admitted = routine >= 1;
            routine -= admitted ? 1 : 0;
        } else {
            admitted = others >= 1;
            others -= admitted ? 1 : 0;
        }
        if (!admitted) {
            skipped.incrementAndGet();
        }
        return admitted;
    }

    /** How many events were left out since this was last asked. */
    public long takeSkipped() {
        return skipped.getAndSet(0);
    }

    private static boolean isRoutine(Event event) {
        return switch (event) {
            case HttpExchange e -> e.status() > 0 && e.status() < 400;
            case TcpOpened _ -> true;
            case TcpClosed e -> e.errno() == 0;
            default -> false;
        };
    }
}
