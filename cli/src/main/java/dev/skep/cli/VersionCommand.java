package dev.skep.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code skep version}. */
@Command(name = "version", description = "Print the version of Skep, of its Java and of the kernel.")
final class VersionCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        var out = spec.commandLine().getOut();
        out.println("skep " + Version.current());
        out.println("java " + Runtime.version() + " (" + System.getProperty("java.vendor") + ")");
        out.println("linux " + System.getProperty("os.version") + " " + System.getProperty("os.arch"));
        out.flush();
        return ExitCode.OK;
    }
}
