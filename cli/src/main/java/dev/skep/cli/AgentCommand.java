package dev.skep.cli;

import dev.skep.agent.Agent;
import dev.skep.agent.AgentConfig;
import dev.skep.events.EventFilter.Kind;
import java.io.PrintWriter;
import java.net.URI;
import java.util.EnumSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code skep agent}: the agent as a service runs it. */
@Command(
        name = "agent",
        description = {
            "Run the agent without a terminal, as a service does.",
            "It says on standard error when it is ready; SIGTERM ends it and detaches every probe."
        })
final class AgentCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private FilterOptions filters;

    @Mixin
    private ServeOptions options;

    @Override
    public Integer call() throws InterruptedException {
        AgentConfig config = options.config().withFilter(filters.filter(EnumSet.allOf(Kind.class)));
        PrintWriter err = spec.commandLine().getErr();
        CountDownLatch stopped = new CountDownLatch(1);
        try (var _ = Interruption.onInterrupt(stopped::countDown);
                Agent agent = Agent.start(config, LocalTracer::start)) {
            String page = agent.awaitServer().page().map(URI::toString).orElse("no page");
            err.println("skep: ready: " + page + ", " + config.socket());
            err.flush();
            stopped.await();
        }
        return ExitCode.OK;
    }
}
