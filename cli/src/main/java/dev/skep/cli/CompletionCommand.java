package dev.skep.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code skep completion bash|zsh}: the completion script, written from the command model itself. */
@Command(
        name = "completion",
        description = {
            "Print the completion script for a shell.",
            "Use it in this shell with: source <(skep completion bash)"
        })
final class CompletionCommand implements Callable<Integer> {
    /** Shells whose completion the script speaks; zsh runs it by its bashcompinit. */
    enum Shell {
        bash,
        zsh
    }

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "SHELL", description = "${COMPLETION-CANDIDATES}")
    private Shell shell;

    @Override
    public Integer call() {
        var out = spec.commandLine().getOut();
        if (shell == Shell.zsh) {
            out.println("autoload -U +X compinit && compinit");
            out.println("autoload -U +X bashcompinit && bashcompinit");
        }
        out.print(AutoComplete.bash("skep", spec.root().commandLine()));
        out.flush();
        return ExitCode.OK;
    }
}
