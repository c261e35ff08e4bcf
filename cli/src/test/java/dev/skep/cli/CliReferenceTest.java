package dev.skep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** docs/reference/cli.md is what {@code --help} says. Written anew with {@code -Dskep.regenerate=true}. */
@Tag("unit")
class CliReferenceTest {
    private static final Path PAGE = Path.of("..", "docs", "reference", "cli.md");

    @Test
    void pageSaysWhatHelpSays() throws IOException {
        String page = page();
        if (Boolean.getBoolean("skep.regenerate")) {
            Files.createDirectories(PAGE.getParent());
            Files.writeString(PAGE, page);
        }
        assertThat(PAGE).hasContent(page);
    }

    private static String page() {
        StringBuilder page = new StringBuilder("""
                # The command

                What `--help` says, for each command. Manual pages and completion scripts are made from the same model: `./skep build` puts
                them into `target/dist/man` and `target/dist/completion`.
                """);
        CommandLine skep = Main.commandLine("help");
        append(skep, page);
        skep.getSubcommands().values().forEach(command -> append(command, page));
        return page.toString();
    }

    private static void append(CommandLine command, StringBuilder page) {
        command.setUsageHelpAutoWidth(false).setUsageHelpWidth(100);
        page.append("\n## ").append(command.getCommandSpec().qualifiedName()).append("\n\n```text\n");
        page.append(command.getUsageMessage(Ansi.OFF).replaceAll("(?m) +$", "")).append("```\n");
    }
}
