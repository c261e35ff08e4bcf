package dev.skep.cli;

import dev.skep.agent.AgentConfig;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of an agent, whether it has a terminal or not. */
final class ServeOptions {
    private static final int MAX_PORT = 65_535;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            description =
                    "Where the page, the API and the metrics are served (default: ${DEFAULT-VALUE}). They show what every"
                            + " process of this host does: think before you open them to others.")
    private String host = "127.0.0.1";

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "TCP port of the page (default: ${DEFAULT-VALUE}); 0 takes a free one.")
    private int port = AgentConfig.DEFAULT_PORT;

    @Option(
            names = "--allow-user",
            paramLabel = "UID",
            description =
                    "A user of this host who may use the port beside root and who called sudo; may be given again."
                            + " 'any' allows all.")
    private List<String> allowedUsers = List.of();

    @Option(names = "--no-page", description = "Serve on the unix socket only, no TCP port.")
    private boolean noPage;

    @Option(
            names = "--runtime-dir",
            paramLabel = "DIR",
            description = "Where the socket and the lock are (default: ${DEFAULT-VALUE}).")
    private Path runtimeDirectory = AgentConfig.DEFAULT_RUNTIME_DIRECTORY;

    /** What the agent is told to do. */
    AgentConfig config() {
        if (port < 0 || port > MAX_PORT) {
            throw new ParameterException(spec.commandLine(), "--port is 0 to 65535, not " + port);
        }
        AgentConfig config = allow(AgentConfig.defaults().withHost(host).withRuntimeDirectory(runtimeDirectory));
        return noPage ? config.withoutPort() : config.withPort(port);
    }

    private AgentConfig allow(AgentConfig config) {
        Set<Integer> users = new HashSet<>();
        for (String user : allowedUsers) {
            if (user.equals("any")) {
                return config.withAnyUser();
            }
            if (!user.matches("[0-9]{1,9}")) {
                throw new ParameterException(
                        spec.commandLine(),
                        "--allow-user is a user's number (id -u NAME) or 'any', not '" + user + "'");
            }
            users.add(Integer.valueOf(user));
        }
        return config.withUsers(users);
    }
}
