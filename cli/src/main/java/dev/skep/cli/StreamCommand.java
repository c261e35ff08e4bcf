package dev.skep.cli;

import dev.skep.agent.AgentConfig;
import dev.skep.agent.client.AgentClient;
import dev.skep.cli.live.Terminal;
import dev.skep.cli.print.EventColumns;
import dev.skep.cli.stream.AgentFeed;
import dev.skep.cli.stream.ColumnFormat;
import dev.skep.cli.stream.EventFormat;
import dev.skep.cli.stream.EventStream;
import dev.skep.cli.stream.JsonFormat;
import dev.skep.cli.stream.StreamLimits;
import dev.skep.events.EventFilter;
import dev.skep.events.EventFilter.Kind;
import dev.skep.events.model.Event;
import dev.skep.events.model.ProcessStarted;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code skep exec}, {@code skep tcp}, {@code skep http}: one kind of event, line by line, until something ends it. */
abstract sealed class StreamCommand implements Callable<Integer>
        permits StreamCommand.Exec, StreamCommand.Tcp, StreamCommand.Http {
    @Spec
    private CommandSpec spec;

    @Mixin
    private FilterOptions filters;

    @Mixin
    private StreamOptions options;

    @Option(
            names = "--runtime-dir",
            paramLabel = "DIR",
            description =
                    "Where a running agent has its socket (default: /run/skep). Without an agent, the probes are this"
                            + " command's own.")
    private Path runtimeDirectory = AgentConfig.DEFAULT_RUNTIME_DIRECTORY;

    private final Kind kind;

    private StreamCommand(Kind kind) {
        this.kind = kind;
    }

    @Override
    public Integer call() throws IOException {
        EventFilter filter = filters.filter(Set.of(kind));
        StreamLimits limits = options.limits();
        EventStream stream = new EventStream(
                format(),
                StreamCommand::isNews,
                new FileOutputStream(FileDescriptor.out),
                spec.commandLine().getErr());
        Optional<AgentClient> agent = AgentClient.find(
                AgentConfig.defaults().withRuntimeDirectory(runtimeDirectory).socket());
        try (var _ = Interruption.onInterrupt(stream::stop)) {
            if (agent.isPresent()) {
                AgentFeed feed = new AgentFeed(agent.get(), stream::stop);
                stream.run(feed, filter, limits);
                if (feed.failure() != null) {
                    throw new UserError(feed.failure(), "");
                }
            } else {
                stream.run(LocalTracer::start, filter, limits);
            }
        }
        return ExitCode.OK;
    }

    private EventFormat format() {
        if (options.json) {
            return new JsonFormat();
        }
        boolean coloured = Terminal.atOutput() && System.getenv("NO_COLOR") == null;
        return new ColumnFormat(new EventColumns(coloured, ZoneId.systemDefault()));
    }

    /** A process that was found running is none that started. */
    private static boolean isNews(Event event) {
        return !(event instanceof ProcessStarted started && started.existing());
    }

    /** {@code skep exec}. */
    @Command(
            name = "exec",
            description = {
                "Show processes as they start and end.",
                "Every program that is executed, with its arguments, and every process that ends, with its exit code or the"
                        + " signal that ended it, and how long it lived."
            })
    static final class Exec extends StreamCommand {
        Exec() {
            super(Kind.PROCESS);
        }
    }

    /** {@code skep tcp}. */
    @Command(
            name = "tcp",
            description = {
                "Show TCP connections as they open, fail and close.",
                "With the process, both addresses, who connected (->) or accepted (<-), bytes each way, duration,"
                        + " round-trip time and retransmissions."
            })
    static final class Tcp extends StreamCommand {
        Tcp() {
            super(Kind.TCP);
        }
    }

    /** {@code skep http}. */
    @Command(
            name = "http",
            description = {
                "Show HTTP/1.x requests of every process, served or made.",
                "With method, status, latency (first byte of the request to last byte of the response), target and"
                        + " sizes. Payload is not read."
            })
    static final class Http extends StreamCommand {
        Http() {
            super(Kind.HTTP);
        }
    }
}
