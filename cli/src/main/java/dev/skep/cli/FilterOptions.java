package dev.skep.cli;

import dev.skep.events.EventFilter;
import dev.skep.events.EventFilter.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that choose whose events are observed; what they exclude is not even traced. */
final class FilterOptions {
    private static final int COMM_BYTES = 15;
    private static final int SHORTEST_CONTAINER_ID = 4;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(names = "--pid", paramLabel = "PID", description = "Only this process.")
    private @Nullable Integer pid;

    @Option(names = "--comm", paramLabel = "NAME", description = "Only tasks of this name (their first 15 bytes).")
    private @Nullable String comm;

    @Option(
            names = "--cgroup",
            paramLabel = "PATH",
            description = "Only processes in this cgroup v2 or below it: a path below its mount, or an absolute one.")
    private @Nullable String cgroup;

    @Option(names = "--container", paramLabel = "ID", description = "Only the container whose id starts so.")
    private @Nullable String container;

    /** What the kernel is asked for. */
    EventFilter filter(Set<Kind> kinds) {
        if (pid != null && (pid < 1 || !Files.exists(Path.of("/proc", pid.toString())))) {
            throw new UserError("there is no process " + pid, "");
        }
        if (comm != null && comm.isEmpty()) {
            throw wrong("--comm needs a name");
        }
        if (container != null && (container.length() < SHORTEST_CONTAINER_ID || !container.matches("[0-9a-f]+"))) {
            throw wrong("'" + container + "' is no container id: give at least its first 4 hexadecimal digits");
        }
        return new EventFilter(
                kinds,
                pid == null ? OptionalInt.empty() : OptionalInt.of(pid),
                comm == null ? null : firstBytes(comm),
                cgroup,
                container,
                OptionalInt.of((int) ProcessHandle.current().pid()));
    }

    /** The kernel keeps 15 bytes of a name, so nobody can have a longer one. */
    private static String firstBytes(String name) {
        String cut = name;
        while (cut.getBytes(java.nio.charset.StandardCharsets.UTF_8).length > COMM_BYTES) {
            cut = cut.substring(0, cut.offsetByCodePoints(cut.length(), -1));
        }
        return cut;
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
