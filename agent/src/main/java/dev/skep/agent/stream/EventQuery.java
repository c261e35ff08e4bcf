package dev.skep.agent.stream;

import dev.skep.agent.json.EventJson;
import dev.skep.events.EventFilter;
import dev.skep.events.model.Event;
import dev.skep.events.model.ProcessInfo;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which events a reader wants, as the parameters of {@code GET /api/events}. All that is given must hold.
 *
 * @param types     of {@link EventJson#TYPES}; empty means all
 * @param pid       only this process
 * @param comm      only tasks of this name, or null
 * @param container only containers whose id starts so, or null
 * @param cgroup    only processes in this cgroup v2 or below it: a path below the mount, or absolute; or null
 * @param maxPerSecond how many routine events a second are enough ({@link Pace}); empty for all there are
 */
public record EventQuery(
        Set<String> types,
        OptionalInt pid,
        @Nullable String comm,
        @Nullable String container,
        @Nullable String cgroup,
        OptionalInt maxPerSecond) {

    /** Everything. */
    public static final EventQuery ALL =
            new EventQuery(Set.of(), OptionalInt.empty(), null, null, null, OptionalInt.empty());

    public EventQuery {
        types = Set.copyOf(types);
        for (String type : types) {
            if (!EventJson.TYPES.contains(type)) {
                throw new IllegalArgumentException(
                        "unknown event type '" + type + "': known are " + String.join(", ", EventJson.TYPES));
            }
        }
    }

    /** What asks a running agent for the same events as {@code filter} would ask the kernel. */
    public static EventQuery of(EventFilter filter) {
        Set<String> types = new TreeSet<>();
        types.add("loss");
        for (EventFilter.Kind kind : filter.kinds()) {
            types.addAll(
                    switch (kind) {
                        case PROCESS -> List.of("process_started", "process_exited");
                        case TCP -> List.of("tcp_opened", "tcp_closed", "tcp_failed");
                        case HTTP -> List.of("http");
                    });
        }
        return new EventQuery(
                types, filter.pid(), filter.comm(), filter.container(), filter.cgroupPath(), OptionalInt.empty());
    }

    /**
     * Reads a query from parameters: {@code type} may be given several times or with commas.
     *
     * @param parameters all values of a parameter, empty if it is absent
     * @throws IllegalArgumentException saying what is wrong
     */
    public static EventQuery parse(Function<String, List<String>> parameters) {
        Set<String> types = new TreeSet<>();
        for (String value : parameters.apply("type")) {
            Arrays.stream(value.split(","))
                    .map(String::strip)
                    .filter(t -> !t.isEmpty())
                    .forEach(types::add);
        }
        return new EventQuery(
                types,
                number(parameters, "pid", 0),
                single(parameters, "comm"),
                single(parameters, "container"),
                single(parameters, "cgroup"),
                number(parameters, "max_per_second", 1));
    }

    /** The query as the part of a URL after {@code ?}; empty if it asks for everything. */
    public String toParameters() {
        StringJoiner joiner = new StringJoiner("&");
        if (!types.isEmpty()) {
            joiner.add("type=" + String.join(",", new TreeSet<>(types)));
        }
        pid.ifPresent(p -> joiner.add("pid=" + p));
        add(joiner, "comm", comm);
        add(joiner, "container", container);
        add(joiner, "cgroup", cgroup);
        maxPerSecond.ifPresent(max -> joiner.add("max_per_second=" + max));
        return joiner.toString();
    }

    /** Whether entries of the loss ledger are wanted. */
    public boolean wantsLosses() {
        return types.isEmpty() || types.contains("loss");
    }

    /** Whether an event is wanted, as far as that can be told without its cgroup's path. */
    public boolean admits(Event event) {
        ProcessInfo process = event.process();
        return (types.isEmpty() || types.contains(EventJson.type(event)))
                && (pid.isEmpty() || pid.getAsInt() == process.pid())
                && (comm == null || comm.equals(process.comm()))
                && (container == null
                        || process.container() != null
                                && process.container().id().startsWith(container));
    }

    private static OptionalInt number(Function<String, List<String>> parameters, String name, int least) {
        String text = single(parameters, name);
        if (text == null) {
            return OptionalInt.empty();
        }
        try {
            int number = Integer.parseInt(text);
            if (number >= least) {
                return OptionalInt.of(number);
            }
        } catch (NumberFormatException e) {
            // told below, as for a number out of range
        }
        throw new IllegalArgumentException("'" + name + "' must be a whole number from " + least + " on");
    }

    private static @Nullable String single(Function<String, List<String>> parameters, String name) {
        List<String> values = parameters.apply(name);
        if (values.size() > 1) {
            throw new IllegalArgumentException("'" + name + "' is given " + values.size() + " times");
        }
        return values.isEmpty() || values.getFirst().isEmpty() ? null : values.getFirst();
    }

    private static void add(StringJoiner joiner, String name, @Nullable String value) {
        if (value != null) {
            joiner.add(name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8));
        }
    }
}
