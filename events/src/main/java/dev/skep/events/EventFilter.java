package dev.skep.events;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which processes are of interest. Folded into the kernel programs when they are compiled, so what is filtered out costs
 * next to nothing.
 *
 * @param kinds      what to observe
 * @param pid        only this process, or empty
 * @param comm       only tasks of this name (at most 15 bytes), or null
 * @param cgroupPath only processes in this cgroup or below it, as a path below the v2 mount or absolute, or null
 * @param container  only processes of the container whose id starts so, or null
 * @param excludePid a process never observed: the agent itself
 */
public record EventFilter(
        Set<Kind> kinds,
        OptionalInt pid,
        @Nullable String comm,
        @Nullable String cgroupPath,
        @Nullable String container,
        OptionalInt excludePid) {

    /** What can be observed. */
    public enum Kind {
        PROCESS,
        TCP,
        HTTP
    }

    public EventFilter {
        kinds = Set.copyOf(kinds);
    }

    /** Everything of everybody but this JVM. */
    public static EventFilter everything() {
        return new EventFilter(Set.of(Kind.values()), OptionalInt.empty(), null, null, null, OptionalInt.of((int)
                ProcessHandle.current().pid()));
    }

    /** The container prefix, if one is set. */
    public Optional<String> containerPrefix() {
        return Optional.ofNullable(container);
    }
}
