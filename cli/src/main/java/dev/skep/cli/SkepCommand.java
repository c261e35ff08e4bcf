package dev.skep.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.ScopeType;

/** The root of the command line. */
@Command(
        name = "skep",
        synopsisSubcommandLabel = "COMMAND",
        description = "See what this host does: processes, TCP connections, HTTP requests, straight from the kernel.",
        commandListHeading = "%nCommands:%n",
        optionListHeading = "%nOptions:%n",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done; also when Ctrl-C or a closed pipe ended a stream",
            "1:it could not be done, and the reason was printed",
            "2:the command line was wrong"
        },
        versionProvider = Version.class,
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT)
final class SkepCommand {}
