package dev.skep.agent;

import dev.skep.agent.metrics.AgentMetrics;
import dev.skep.agent.server.AgentServer;
import dev.skep.agent.server.AgentState;
import dev.skep.agent.stream.EventHub;
import dev.skep.agent.view.RecentEvents;
import dev.skep.agent.view.ServiceTable;
import dev.skep.events.EventFilter;
import dev.skep.events.EventSink;
import dev.skep.events.EventSource;
import dev.skep.events.model.Loss;
import dev.skep.events.model.ProgramCost;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A running agent: probes, tables, metrics and server, put together in this order and taken down in reverse. What can be
 * refused is refused before anything is attached; the server starts while the first events already flow.
 */
public final class Agent implements AutoCloseable {
    private final InstanceLock lock;
    private final AgentState state;
    private final EventSource source;
    private final CompletableFuture<AgentServer> server;
    private final AtomicBoolean closed = new AtomicBoolean();

    /** Starts the probes: {@code HostTracer::start}. */
    @FunctionalInterface
    public interface Tracer {
        /** Attaches the probes that {@code filter} asks for; their events go to {@code sink}. */
        EventSource start(EventFilter filter, EventSink sink);
    }

    private Agent(InstanceLock lock, AgentState state, EventSource source, CompletableFuture<AgentServer> server) {
        this.lock = lock;
        this.state = state;
        this.source = source;
        this.server = server;
    }

    /**
     * Starts an agent; returns when its probes are attached. Sinks given here see every event from the first on, on the
     * pipeline's thread.
     *
     * @throws AgentException if another agent runs here, the port is busy, or the runtime directory cannot be written
     */
    public static Agent start(AgentConfig config, Tracer tracer, EventSink... sinks) {
        InstanceLock lock = InstanceLock.take(config);
        try {
            AgentServer.checkPort(config);
            return start(config, tracer, lock, sinks);
        } catch (RuntimeException | Error e) {
            release(lock);
            throw e;
        }
    }

    private static Agent start(AgentConfig config, Tracer tracer, InstanceLock lock, EventSink... sinks) {
        AtomicReference<@Nullable EventSource> attached = new AtomicReference<>();
        RecentEvents recent = new RecentEvents();
        ServiceTable services = new ServiceTable();
        AgentMetrics metrics = new AgentMetrics(() -> losses(attached.get()), () -> costs(attached.get()));
        List<EventSink> consumers = new java.util.ArrayList<>(List.of(sinks));
        consumers.addAll(List.of(recent, services, metrics));
        EventHub hub = new EventHub(consumers);
        AgentState state = new AgentState(
                hub,
                recent,
                services,
                metrics,
                () -> losses(attached.get()),
                () -> costs(attached.get()),
                Instant.now());
        OwnTraffic others = new OwnTraffic(hub);
        EventSource source = tracer.start(config.filter(), others);
        attached.set(source);
        CompletableFuture<AgentServer> server = new CompletableFuture<>();
        Thread.ofPlatform().name("skep-server-start").daemon().start(() -> {
            try {
                AgentServer started = AgentServer.start(config, state);
                started.page().ifPresent(page -> others.servedOn(page.getPort()));
                server.complete(started);
                giveBackWhatStartingNeeded();
            } catch (Throwable e) {
                server.completeExceptionally(e);
            }
        });
        return new Agent(lock, state, source, server);
    }

    /**
     * Waits until the server serves.
     *
     * @throws AgentException if it could not start; the probes still run, and are for the caller to close
     */
    public AgentServer awaitServer() {
        try {
            return server.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof AgentException known) {
                throw known;
            }
            throw e;
        }
    }

    /** Where events can be subscribed to. */
    public EventHub hub() {
        return state.hub();
    }

    /** Tables, ledger and costs, as the server shows them. */
    public AgentState state() {
        return state;
    }

    /** Detaches the probes, delivers what was in flight, ends the server and gives up the lock. Idempotent. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        try (InstanceLock _ = lock;
                EventSource _ = source) {
            server.handle((running, failure) -> running).thenAccept(Agent::stop).join();
        } catch (IOException e) {
            throw new AgentException("cannot release the agent's lock: " + e.getMessage(), "none is needed", e);
        }
    }

    private static void stop(@Nullable AgentServer running) {
        if (running != null) {
            running.close();
        }
    }

    /**
     * The types of the kernel and the compiler's work are garbage by now, and the heap grew for them. One collection in
     * the start thread takes some milliseconds and makes the agent smaller for its whole life.
     */
    @SuppressWarnings("SystemGc")
    private static void giveBackWhatStartingNeeded() {
        System.gc();
    }

    private static List<Loss> losses(@Nullable EventSource source) {
        return source == null ? List.of() : source.losses();
    }

    private static List<ProgramCost> costs(@Nullable EventSource source) {
        return source == null ? List.of() : source.costs();
    }

    private static void release(InstanceLock lock) {
        try {
            lock.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
