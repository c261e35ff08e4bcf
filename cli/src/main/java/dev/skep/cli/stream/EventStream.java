package dev.skep.cli.stream;

import dev.skep.events.EventFilter;
import dev.skep.events.EventSink;
import dev.skep.events.EventSource;
import dev.skep.events.model.Event;
import dev.skep.events.model.Loss;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Writes events to standard output as they come. The pipeline only puts them into a queue; a reader of our output that is
 * too slow for them fills it, and what does not fit is counted and told, never hidden.
 *
 * <p>It ends when its limits say so, when it is stopped, when the reader of our output is gone, or when the feed ends.
 */
public final class EventStream implements EventSink {
    /** About a second of a very busy host. */
    private static final int QUEUED_EVENTS = 1 << 15;

    private static final long TICK_MILLIS = 100;
    private static final long LOSS_CHECK_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final EventFormat format;
    private final Predicate<Event> wanted;
    private final OutputStream out;
    private final PrintWriter err;
    private final BlockingQueue<Event> queue = new ArrayBlockingQueue<>(QUEUED_EVENTS);
    private final AtomicLong overflow = new AtomicLong();
    private final Map<String, Long> told = new HashMap<>();
    private final StringBuilder buffer = new StringBuilder(4096);
    private long written;
    private volatile boolean stopped;

    /**
     * @param format of each event
     * @param wanted which of the delivered events to write
     * @param out    standard output; each batch is flushed
     * @param err    where losses are told that the format has no place for
     */
    public EventStream(EventFormat format, Predicate<Event> wanted, OutputStream out, PrintWriter err) {
        this.format = format;
        this.wanted = wanted;
        this.out = out;
        this.err = err;
    }

    @Override
    public void accept(Event event) {
        if (wanted.test(event) && !queue.offer(event)) {
            overflow.incrementAndGet();
        }
    }

    /** Ends {@link #run} after what was delivered before. */
    public void stop() {
        stopped = true;
    }

    /**
     * Writes events until the end.
     *
     * @throws IOException if the feed breaks or the output cannot be written for another reason than that its reader left
     */
    public void run(EventFeed feed, EventFilter filter, StreamLimits limits) throws IOException {
        EventSource source = feed.open(filter, this);
        try {
            String header = format.header();
            if (!header.isEmpty()) {
                buffer.append(header).append('\n');
                flush();
            }
            pump(source, limits);
        } catch (ReaderGoneException e) {
            stopped = true; // the usual end of `skep exec | head`
            return;
        } finally {
            source.close();
        }
        drain(limits);
        tellLosses(source.losses());
        flush();
    }

    private void pump(EventSource source, StreamLimits limits) throws IOException {
        long start = System.nanoTime();
        long end =
                limits.duration() == null ? Long.MAX_VALUE : limits.duration().toNanos();
        long lossesChecked = start;
        while (!stopped && !reached(limits)) {
            long now = System.nanoTime();
            if (now - start >= end) {
                return;
            }
            if (now - lossesChecked > LOSS_CHECK_NANOS) {
                lossesChecked = now;
                tellLosses(source.losses());
            }
            Event event = next(Math.min(TimeUnit.MILLISECONDS.toNanos(TICK_MILLIS), end - (now - start)));
            if (event != null) {
                write(event);
            }
            if (queue.isEmpty()) {
                flush();
            }
        }
    }

    private @Nullable Event next(long patienceNanos) {
        try {
            return queue.poll(patienceNanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            stopped = true;
            Thread.currentThread().interrupt();
            return null;
        }
    }

    /** Writes what the source delivered while it closed. */
    private void drain(StreamLimits limits) throws IOException {
        try {
            for (Event event = queue.poll(); event != null && !reached(limits); event = queue.poll()) {
                write(event);
            }
            flush();
        } catch (ReaderGoneException e) {
            stopped = true;
        }
    }

    private boolean reached(StreamLimits limits) {
        return limits.maxEvents() > 0 && written >= limits.maxEvents();
    }

    private void write(Event event) throws IOException {
        format.append(event, buffer);
        buffer.append('\n');
        written++;
        if (buffer.length() > 1 << 15) {
            flush();
        }
    }

    private void flush() throws IOException {
        if (buffer.isEmpty()) {
            return;
        }
        byte[] bytes = buffer.toString().getBytes(StandardCharsets.UTF_8);
        buffer.setLength(0);
        try {
            out.write(bytes);
            out.flush();
        } catch (IOException e) {
            if (String.valueOf(e.getMessage()).contains("Broken pipe")) {
                throw new ReaderGoneException(e);
            }
            throw e;
        }
    }

    private void tellLosses(List<Loss> losses) {
        List<Loss> all = new ArrayList<>(losses);
        if (overflow.get() > 0) {
            all.add(new Loss("output", -1, "reader_too_slow", overflow.get()));
        }
        for (Loss loss : all) {
            String place = loss.hook() + ' ' + loss.cpu() + ' ' + loss.reason();
            Long before = told.put(place, loss.count());
            if (loss.count() <= (before == null ? 0 : before)) {
                continue;
            }
            if (format.append(loss, buffer)) {
                buffer.append('\n');
            } else {
                err.printf(
                        "skep: %d events lost: %s at %s%s%n",
                        loss.count() - (before == null ? 0 : before),
                        loss.reason(),
                        loss.hook(),
                        loss.cpu() < 0 ? "" : " on CPU " + loss.cpu());
                err.flush();
            }
        }
    }

    /** Nobody reads our output any more. */
    private static final class ReaderGoneException extends IOException {
        private static final long serialVersionUID = 1;

        ReaderGoneException(IOException cause) {
            super(cause);
        }
    }
}
