package dev.skep.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Tells a wrong command line in one line, and in a second one what was probably meant or where to read on. */
final class UsageErrors implements IParameterExceptionHandler {
    @Override
    public int handleParseException(ParameterException failure, String[] arguments) {
        CommandLine command = failure.getCommandLine();
        PrintWriter err = command.getErr();
        if (arguments.length == 0) {
            command.usage(err);
        } else if (failure instanceof UnmatchedArgumentException unmatched) {
            unmatched(unmatched, command, err);
        } else {
            err.println("skep: " + firstLine(failure));
            err.println(seeHelp(command));
        }
        err.flush();
        return ExitCode.USAGE;
    }

    private static void unmatched(UnmatchedArgumentException failure, CommandLine command, PrintWriter err) {
        String word = failure.getUnmatched().getFirst();
        boolean root = command.getParent() == null;
        String what = word.startsWith("-") ? "unknown option" : root ? "unknown command" : "unexpected";
        err.println("skep: " + what + ": '" + word + "'");
        List<String> suggestions = failure.getSuggestions();
        err.println(
                suggestions.isEmpty()
                        ? seeHelp(command)
                        : "      did you mean " + String.join(" or ", suggestions) + "?");
    }

    private static String seeHelp(CommandLine command) {
        return "      see: " + command.getCommandSpec().qualifiedName() + " --help";
    }

    private static String firstLine(ParameterException failure) {
        String line = String.valueOf(failure.getMessage()).lines().findFirst().orElse("wrong usage");
        return line.isEmpty() ? line : line.substring(0, 1).toLowerCase(Locale.ROOT) + line.substring(1);
    }
}
