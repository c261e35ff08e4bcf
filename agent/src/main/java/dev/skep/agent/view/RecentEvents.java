package dev.skep.agent.view;

import dev.skep.events.EventSink;
import dev.skep.events.model.Event;
import dev.skep.events.model.HttpExchange;
import dev.skep.events.model.ProcessExited;
import dev.skep.events.model.ProcessInfo;
import dev.skep.events.model.ProcessStarted;
import dev.skep.events.model.TcpClosed;
import dev.skep.events.model.TcpFailed;
import dev.skep.events.model.TcpOpened;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a page that opens now should show at once: the processes and connections that are alive, and the last that ended,
 * as the events that told of them. Everything is bounded; beyond the bounds the oldest goes.
 */
public final class RecentEvents implements EventSink {
    private static final int MAX_LIVE = 4096;
    private static final int MAX_ENDED = 512;
    private static final int MAX_REQUESTS = 1024;

    private final Map<ProcessKey, Event> processes = bounded(MAX_LIVE);
    private final Map<Long, Event> connections = bounded(MAX_LIVE);
    private final EventRing ended = new EventRing(MAX_ENDED);
    private final EventRing closed = new EventRing(MAX_ENDED);
    private final EventRing requests = new EventRing(MAX_REQUESTS);

    private record ProcessKey(int pid, long startBoottimeNanos) {}

    /**
     * What is remembered, each list oldest first.
     *
     * @param processes   {@link ProcessStarted} of those alive, {@link ProcessExited} of those that ended
     * @param connections {@link TcpOpened} of those open, {@link TcpClosed} and {@link TcpFailed} of those that ended
     * @param requests    the last requests
     */
    public record Snapshot(List<Event> processes, List<Event> connections, List<Event> requests) {}

    @Override
    public synchronized void accept(Event event) {
        switch (event) {
            case ProcessStarted e -> processes.put(key(e.process()), e);
            case ProcessExited e -> {
                processes.remove(key(e.process()));
                ended.add(e);
            }
            case TcpOpened e -> connections.put(e.connection().id(), e);
            case TcpClosed e -> {
                connections.remove(e.connection().id());
                closed.add(e);
            }
            case TcpFailed e -> closed.add(e);
            case HttpExchange e -> requests.add(e);
        }
    }

    /** What is remembered now, of each kind at most the {@code limit} youngest. */
    public Snapshot snapshot(int limit) {
        List<Event> allProcesses;
        List<Event> allConnections;
        List<Event> allRequests;
        synchronized (this) {
            allProcesses = new ArrayList<>(processes.values());
            ended.copyTo(allProcesses);
            allConnections = new ArrayList<>(connections.values());
            closed.copyTo(allConnections);
            allRequests = new ArrayList<>();
            requests.copyTo(allRequests);
        }
        return new Snapshot(
                youngest(allProcesses, limit), youngest(allConnections, limit), youngest(allRequests, limit));
    }

    /** How many processes are known to be alive. */
    public synchronized int liveProcesses() {
        return processes.size();
    }

    /** How many connections are known to be open. */
    public synchronized int openConnections() {
        return connections.size();
    }

    private static ProcessKey key(ProcessInfo process) {
        return new ProcessKey(process.pid(), process.startBoottimeNanos());
    }

    private static List<Event> youngest(List<Event> events, int limit) {
        events.sort(Comparator.comparingLong(Event::timeUnixNanos));
        return events.subList(Math.max(0, events.size() - limit), events.size());
    }

    private static <K> Map<K, Event> bounded(int size) {
        return new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<K, Event> eldest) {
                return size() > size;
            }
        };
    }
}
