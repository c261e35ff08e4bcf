package dev.skep.agent.server;

import dev.skep.agent.stream.CgroupScope;
import dev.skep.agent.stream.EventQuery;
import dev.skep.agent.stream.Subscription;
import dev.skep.bpf.kernel.Cgroup2;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** {@code GET /api/events}: opens a stream, as JSON lines or, where the client accepts them, server-sent events. */
final class EventStreamHandler implements Handler {
    private final AgentState state;
    private final int capacity;
    private final Semaphore places;
    private volatile boolean closing;

    /** At most {@code maxStreams} at once, each with a queue of {@code capacity} events. */
    EventStreamHandler(AgentState state, int maxStreams, int capacity) {
        this.state = state;
        this.capacity = capacity;
        this.places = new Semaphore(maxStreams);
    }

    /** Ends all streams within moments. */
    void close() {
        closing = true;
    }

    @Override
    public void handle(ServerRequest request, ServerResponse response) throws IOException {
        EventQuery query;
        CgroupScope scope;
        try {
            query = EventQuery.parse(name -> request.query().all(name, List::of));
            scope = query.cgroup() == null ? null : scope(query.cgroup());
        } catch (IllegalArgumentException e) {
            Problem.send(response, Status.BAD_REQUEST_400, e.getMessage());
            return;
        }
        if (!places.tryAcquire()) {
            Problem.send(response, Status.SERVICE_UNAVAILABLE_503, "too many event streams are open: close one");
            return;
        }
        try {
            stream(response, query, scope, format(request));
        } finally {
            places.release();
        }
    }

    private void stream(
            ServerResponse response, EventQuery query, @Nullable CgroupScope scope, EventStream.Format format)
            throws IOException {
        EventStream stream = new EventStream(state, query, scope, format);
        response.header(HeaderNames.CONTENT_TYPE, format.contentType).header(HeaderNames.CACHE_CONTROL, "no-store");
        try (Subscription subscription = state.hub().subscribe(stream::mayAdmit, capacity);
                OutputStream out = response.outputStream()) {
            stream.run(subscription, out, () -> closing);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static EventStream.Format format(ServerRequest request) {
        String accept = String.join(",", request.headers().values(HeaderNames.ACCEPT));
        return accept.contains("text/event-stream")
                ? EventStream.Format.SERVER_SENT_EVENTS
                : EventStream.Format.JSON_LINES;
    }

    private static CgroupScope scope(String path) {
        return new CgroupScope(
                Cgroup2.mountPoint()
                        .orElseThrow(() -> new IllegalArgumentException(
                                "this host has no cgroup v2 mounted, so events cannot be chosen by cgroup")),
                path);
    }
}
