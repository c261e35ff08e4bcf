package dev.skep.cli.man;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * A manual page in the man macros of roff (groff_man(7)), from a command's model: what {@code --help} says is what the
 * page says.
 */
public final class ManPage {
    private final CommandSpec command;
    private final String version;
    private final StringBuilder out = new StringBuilder();

    private ManPage(CommandSpec command, String version) {
        this.command = command;
        this.version = version;
    }

    /** Writes the page of {@code command} and of each of its subcommands into {@code folder}, as {@code skep-exec.1}. */
    public static void writeAll(CommandSpec command, String version, Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve(name(command) + ".1"), of(command, version));
        for (var subcommand : command.subcommands().values()) {
            if (!subcommand.getCommandSpec().usageMessage().hidden()) {
                writeAll(subcommand.getCommandSpec(), version, folder);
            }
        }
    }

    /** The page of one command. */
    public static String of(CommandSpec command, String version) {
        return new ManPage(command, version).page();
    }

    private static String name(CommandSpec command) {
        return command.qualifiedName("-");
    }

    private String page() {
        List<String> description = List.of(command.usageMessage().description());
        line(".TH " + quoted(name(command).toUpperCase(Locale.ROOT)) + " 1 \"\" " + quoted("Skep " + version)
                + " \"Skep Manual\"");
        line(".SH NAME");
        String first = description.isEmpty() ? command.name() : text(description.getFirst());
        line(name(command).replace("-", "\\-") + " \\- " + escaped(first.replaceAll("\\.$", "")));
        line(".SH SYNOPSIS");
        line(".B " + escaped(command.qualifiedName()));
        line(synopsis());
        line(".SH DESCRIPTION");
        description.forEach(this::paragraph);
        parameters();
        options();
        subcommands();
        list("EXIT STATUS", command.usageMessage().exitCodeList());
        if (command.parent() == null) {
            environment();
        } else {
            line(".SH SEE ALSO");
            line(".BR " + name(command.root()).replace("-", "\\-") + " (1)");
        }
        return out.toString();
    }

    private String synopsis() {
        StringBuilder synopsis = new StringBuilder("[\\fIOPTION\\fR]...");
        for (PositionalParamSpec parameter : command.positionalParameters()) {
            synopsis.append(" \\fI").append(escaped(parameter.paramLabel())).append("\\fR");
        }
        if (!command.subcommands().isEmpty()) {
            synopsis.append(" \\fICOMMAND\\fR");
        }
        return synopsis.toString();
    }

    private void parameters() {
        for (PositionalParamSpec parameter : command.positionalParameters()) {
            line(".TP");
            line("\\fI" + escaped(parameter.paramLabel()) + "\\fR");
            line(escaped(described(parameter)));
        }
    }

    private void options() {
        List<OptionSpec> options =
                command.options().stream().filter(option -> !option.hidden()).toList();
        if (options.isEmpty()) {
            return;
        }
        line(".SH OPTIONS");
        for (OptionSpec option : options) {
            String names = Arrays.stream(option.names())
                    .map(name -> "\\fB" + escaped(name) + "\\fR")
                    .collect(Collectors.joining(", "));
            String value = option.arity().max() == 0 ? "" : " \\fI" + escaped(option.paramLabel()) + "\\fR";
            line(".TP");
            line(names + value);
            line(escaped(described(option)));
        }
    }

    private void subcommands() {
        List<CommandSpec> shown = command.subcommands().values().stream()
                .map(subcommand -> subcommand.getCommandSpec())
                .filter(spec -> !spec.usageMessage().hidden())
                .distinct()
                .toList();
        if (shown.isEmpty()) {
            return;
        }
        line(".SH COMMANDS");
        for (CommandSpec spec : shown) {
            line(".TP");
            line("\\fB" + escaped(spec.name()) + "\\fR");
            String[] description = spec.usageMessage().description();
            line(escaped(description.length == 0 ? "" : text(description[0])));
        }
    }

    private void list(String heading, Map<String, String> entries) {
        if (entries.isEmpty()) {
            return;
        }
        line(".SH " + heading);
        entries.forEach((key, value) -> {
            line(".TP");
            line("\\fB" + escaped(key.strip()) + "\\fR");
            line(escaped(value));
        });
    }

    private void environment() {
        line(".SH ENVIRONMENT");
        Map.of(
                        "JAVA_HOME", "The JDK to run on, if it is 25 or newer.",
                        "NO_COLOR", "Set, no colours are used.",
                        "SKEP_DEBUG", "Set, failures show their stack trace.",
                        "SKEP_JAVA_OPTS", "More options for java.")
                .entrySet()
                .stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(entry -> {
                    line(".TP");
                    line("\\fB" + entry.getKey() + "\\fR");
                    line(entry.getValue());
                });
    }

    private void paragraph(String text) {
        line(escaped(text(text)));
        line(".PP");
    }

    private static String described(ArgSpec argument) {
        return Arrays.stream(argument.description()).map(ManPage::text).collect(Collectors.joining(" "));
    }

    /** What picocli's markup shows on a terminal without colours. */
    private static String text(String markup) {
        return Ansi.OFF
                .string(String.format(Locale.ROOT, markup.replaceAll("%(?!n|%)", "%%")))
                .replace('\n', ' ');
    }

    private static String quoted(String text) {
        return '"' + text.replace("\"", "") + '"';
    }

    /** Backslashes and hyphens as roff wants them, and no line that starts like a request. */
    private static String escaped(String text) {
        String escaped = text.replace("\\", "\\e").replace("-", "\\-");
        return escaped.startsWith(".") || escaped.startsWith("'") ? "\\&" + escaped : escaped;
    }

    private void line(String line) {
        out.append(line).append('\n');
    }
}
