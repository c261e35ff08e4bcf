package dev.skep.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Where {@code skep} starts. */
public final class Main {
    private Main() {}

    /** Runs the command that {@code arguments} name and exits with its code (see {@link ExitCode}). */
    public static void main(String[] arguments) {
        Interruption.install();
        int code = run(arguments);
        Interruption.finished(code);
        System.exit(code);
    }

    /** Runs one command in this JVM and returns its exit code. */
    static int run(String... arguments) {
        return commandLine().execute(arguments);
    }

    /** The command line with every subcommand and the handlers that turn failures into one clear line. */
    static CommandLine commandLine() {
        return new CommandLine(new SkepCommand())
                .setOut(new PrintWriter(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8))
                .setParameterExceptionHandler(usageErrors())
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    new FailureReport(command.getErr()).print(failure);
                    return ExitCode.FAILED;
                })
                .registerConverter(Duration.class, new DurationText())
                .setUsageHelpAutoWidth(true)
                .setCaseInsensitiveEnumValuesAllowed(true);
    }

    private static IParameterExceptionHandler usageErrors() {
        return (failure, arguments) -> {
            CommandLine command = failure.getCommandLine();
            PrintWriter err = command.getErr();
            err.println("skep: " + firstLine(failure));
            if (!UnmatchedArgumentException.printSuggestions(failure, err)) {
                err.println("      see: " + command.getCommandSpec().qualifiedName() + " --help");
            }
            return ExitCode.USAGE;
        };
    }

    private static String firstLine(ParameterException failure) {
        String message = String.valueOf(failure.getMessage());
        if (failure instanceof MissingParameterException && message.startsWith("Missing required subcommand")) {
            return "which command?";
        }
        String line = message.lines().findFirst().orElse("wrong usage");
        return line.isEmpty() ? line : Character.toLowerCase(line.charAt(0)) + line.substring(1);
    }
}
