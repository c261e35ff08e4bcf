package dev.skep.cli;

import dev.skep.agent.Agent;
import dev.skep.agent.AgentConfig;
import dev.skep.agent.AgentException;
import dev.skep.agent.client.AgentClient;
import dev.skep.cli.live.Dashboard;
import dev.skep.cli.live.LiveView;
import dev.skep.cli.print.EventColumns;
import java.io.IOException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;

/** Trains the agent: probes, server, page, metrics and the light client, with a process of its own to see. */
final class TrainingAgent {
    private static final List<String> PATHS = List.of("/", "/metrics", "/api/state", "/api/services", "/api/losses");

    private TrainingAgent() {}

    static void run(Path runtimeDirectory) throws IOException, InterruptedException {
        AgentConfig config =
                AgentConfig.defaults().withRuntimeDirectory(runtimeDirectory).withPort(0);
        EventColumns columns = new EventColumns(true, ZoneId.systemDefault());
        LiveView view = new LiveView(new Dashboard("training", columns, true));
        try (Agent agent = Agent.start(config, LocalTracer::start, event -> {
            view.accept(event);
            System.out.println(columns.line(event));
        })) {
            System.out.println("serving " + agent.awaitServer().page());
            Process child = new ProcessBuilder("true").start();
            System.out.println("child ended with " + child.waitFor());
            AgentClient client = AgentClient.find(config.socket()).orElseThrow();
            PATHS.forEach(path -> fetch(client, path));
        }
    }

    private static void fetch(AgentClient client, String path) {
        try {
            System.out.println(path + ": " + client.text(path).length() + " characters");
        } catch (AgentException e) {
            System.out.println(path + ": " + e.getMessage());
        }
    }
}
