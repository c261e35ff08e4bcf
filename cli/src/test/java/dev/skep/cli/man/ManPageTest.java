package dev.skep.cli.man;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Tag("unit")
class ManPageTest {
    @Command(name = "sub", description = "Does a part.")
    static final class Sub {}

    @Command(
            name = "tool",
            description = {"Does things.", ".hidden files too"},
            exitCodeList = {"0:done"},
            subcommands = Sub.class)
    static final class Tool {
        @Option(
                names = {"-n", "--max-events"},
                paramLabel = "N",
                description = "Stop after N \\ events.")
        int maxEvents;

        @Option(names = "--secret", hidden = true, description = "x")
        boolean secret;
    }

    @Test
    void saysWhatTheModelSays() {
        assertThat(ManPage.of(new CommandLine(new Tool()).getCommandSpec(), "1.0"))
                .isEqualTo("""
                        .TH "TOOL" 1 "" "Skep 1.0" "Skep Manual"
                        .SH NAME
                        tool \\- Does things
                        .SH SYNOPSIS
                        .B tool
                        [\\fIOPTION\\fR]... \\fICOMMAND\\fR
                        .SH DESCRIPTION
                        Does things.
                        .PP
                        \\&.hidden files too
                        .PP
                        .SH OPTIONS
                        .TP
                        \\fB\\-n\\fR, \\fB\\-\\-max\\-events\\fR \\fIN\\fR
                        Stop after N \\e events.
                        .SH COMMANDS
                        .TP
                        \\fBsub\\fR
                        Does a part.
                        .SH EXIT STATUS
                        .TP
                        \\fB0\\fR
                        done
                        .SH ENVIRONMENT
                        .TP
                        \\fBJAVA_HOME\\fR
                        The JDK to run on, if it is 25 or newer.
                        .TP
                        \\fBNO_COLOR\\fR
                        Set, no colours are used.
                        .TP
                        \\fBSKEP_DEBUG\\fR
                        Set, failures show their stack trace.
                        .TP
                        \\fBSKEP_JAVA_OPTS\\fR
                        More options for java.
                        """);
    }
}
