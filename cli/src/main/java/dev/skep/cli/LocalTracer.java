package dev.skep.cli;

import dev.skep.events.EventFilter;
import dev.skep.events.EventSink;
import dev.skep.events.EventSource;
import dev.skep.events.HostTracer;

/** Probes of this process's own; what stands in their way is told in the user's terms. */
final class LocalTracer {
    private LocalTracer() {}

    /**
     * Attaches the probes that {@code filter} asks for.
     *
     * @throws UserError if a prerequisite is missing, or the filter names what does not exist
     */
    static EventSource start(EventFilter filter, EventSink sink) {
        Prerequisites.check();
        try {
            return HostTracer.start(filter, sink);
        } catch (IllegalArgumentException e) { // a cgroup or container that does not exist
            throw new UserError(String.valueOf(e.getMessage()), "");
        }
    }
}
