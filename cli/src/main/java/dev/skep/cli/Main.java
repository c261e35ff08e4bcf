package dev.skep.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.HelpCommand;

/** Where {@code skep} starts. */
public final class Main {
    /** Subcommands that need not know of each other, in the order of the help. */
    private static final Map<String, Supplier<Object>> ALONE = alone();

    private Main() {}

    private static Map<String, Supplier<Object>> alone() {
        Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
        commands.put("up", UpCommand::new);
        commands.put("agent", AgentCommand::new);
        commands.put("exec", StreamCommand.Exec::new);
        commands.put("tcp", StreamCommand.Tcp::new);
        commands.put("http", StreamCommand.Http::new);
        commands.put("doctor", DoctorCommand::new);
        commands.put("version", VersionCommand::new);
        return commands;
    }

    /** Runs the command that {@code arguments} name and exits with its code (see {@link ExitCode}). */
    public static void main(String[] arguments) {
        Interruption.install();
        int code = run(arguments);
        Interruption.finished(code);
        System.exit(code);
    }

    /** Runs one command in this JVM and returns its exit code. */
    static int run(String... arguments) {
        return commandLine(arguments).execute(arguments);
    }

    /**
     * The command line as far as {@code arguments} need it, with the handlers that turn failures into one clear line. Where
     * their first names a subcommand only that one is modelled: all of them together take longer than most have to do.
     */
    static CommandLine commandLine(String... arguments) {
        CommandLine skep = new CommandLine(new SkepCommand());
        Supplier<Object> named = arguments.length == 0 ? null : ALONE.get(arguments[0]);
        if (named != null) {
            skep.addSubcommand(named.get());
        } else {
            ALONE.values().forEach(command -> skep.addSubcommand(command.get()));
            skep.addSubcommand(new CompletionCommand()).addSubcommand(new HelpCommand());
        }
        skep.getCommandSpec() // of its own: what the root's annotation says, subcommands inherit
                .usageMessage()
                .footerHeading("%nIn a checkout the launcher also knows:%n")
                .footer(
                        "  run FILE.java  Run a program of yours that has kernel programs (docs/writing-a-kernel-program.md).",
                        "  build, test, bench, package");
        return skep.setOut(new PrintWriter(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8))
                .setParameterExceptionHandler(new UsageErrors())
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    new FailureReport(command.getErr()).print(failure);
                    return ExitCode.FAILED;
                })
                .registerConverter(Duration.class, new DurationText())
                .setUsageHelpAutoWidth(true)
                .setCaseInsensitiveEnumValuesAllowed(true);
    }
}
