package dev.skep.cli;

import dev.skep.agent.Agent;
import dev.skep.agent.AgentConfig;
import dev.skep.agent.AgentException;
import dev.skep.cli.live.Dashboard;
import dev.skep.cli.live.LiveView;
import dev.skep.cli.live.Terminal;
import dev.skep.cli.print.EventColumns;
import dev.skep.cli.stream.ColumnFormat;
import dev.skep.cli.stream.EventStream;
import dev.skep.cli.stream.StreamLimits;
import dev.skep.events.EventFilter.Kind;
import dev.skep.events.EventSource;
import dev.skep.events.model.Event;
import dev.skep.events.model.Loss;
import dev.skep.events.model.ProcessStarted;
import dev.skep.events.model.ProgramCost;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code skep up}: the agent in the foreground. On a terminal it shows the live view; elsewhere it prints events as plain
 * lines. The server starts while the first events already show; if it cannot, everything is taken down again.
 */
@Command(
        name = "up",
        description = {
            "Watch this host: run the agent here, with a live view and a web page.",
            "Ctrl-C or q ends it and leaves nothing behind."
        })
final class UpCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private FilterOptions filters;

    @Mixin
    private ServeOptions options;

    @Option(names = "--plain", description = "Print events as lines, also on a terminal.")
    private boolean plain;

    @Override
    public Integer call() throws IOException {
        AgentConfig config = options.config().withFilter(filters.filter(EnumSet.allOf(Kind.class)));
        return !plain && Terminal.ours() ? live(config) : lines(config);
    }

    private int live(AgentConfig config) throws IOException {
        boolean coloured = System.getenv("NO_COLOR") == null;
        Dashboard dashboard = new Dashboard(
                "skep " + Version.current() + "  " + Host.name(),
                new EventColumns(coloured, ZoneId.systemDefault()),
                coloured);
        LiveView view = new LiveView(dashboard);
        String page;
        try (var _ = Interruption.onInterrupt(view::stop);
                Agent agent = Agent.start(config, LocalTracer::start, view)) {
            Serving serving = Serving.await(agent, dashboard::showAddress, view::stop);
            view.run(ledger(agent));
            page = serving.pageOrThrow();
        }
        err().println("skep: everything is detached; the page was " + page);
        return ExitCode.OK;
    }

    private int lines(AgentConfig config) throws IOException {
        EventStream stream = new EventStream(
                new ColumnFormat(new EventColumns(false, ZoneId.systemDefault())),
                UpCommand::isNews,
                new FileOutputStream(FileDescriptor.out),
                err());
        try (var _ = Interruption.onInterrupt(stream::stop);
                Agent agent = Agent.start(config, LocalTracer::start, stream)) {
            Serving serving = Serving.await(agent, this::sayAddress, stream::stop);
            stream.run((filter, sink) -> ledger(agent), config.filter(), StreamLimits.NONE);
            serving.pageOrThrow();
        }
        return ExitCode.OK;
    }

    private void sayAddress(String page) {
        err().println("skep: " + page);
        err().flush();
    }

    private PrintWriter err() {
        return spec.commandLine().getErr();
    }

    private static boolean isNews(Event event) {
        return !(event instanceof ProcessStarted started && started.existing());
    }

    /** The agent's losses and costs; closing it is the agent's own affair. */
    private static EventSource ledger(Agent agent) {
        return new EventSource() {
            @Override
            public List<Loss> losses() {
                return agent.state().losses();
            }

            @Override
            public List<ProgramCost> costs() {
                return agent.state().costs().get();
            }

            @Override
            public void close() {
                agent.close();
            }
        };
    }

    /** The start of the server, which goes on beside the view. */
    private static final class Serving {
        private final AtomicReference<@Nullable AgentException> failure = new AtomicReference<>();
        private volatile String page = "not up yet";

        static Serving await(Agent agent, java.util.function.Consumer<String> ready, Runnable failed) {
            Serving serving = new Serving();
            Thread.ofVirtual().name("skep-await-server").start(() -> {
                try {
                    serving.page = agent.awaitServer().page().map(URI::toString).orElse("on the unix socket only");
                    ready.accept(serving.page);
                } catch (AgentException e) {
                    serving.failure.set(e);
                    failed.run();
                }
            });
            return serving;
        }

        String pageOrThrow() {
            AgentException e = failure.get();
            if (e != null) {
                throw e;
            }
            return page;
        }
    }
}
