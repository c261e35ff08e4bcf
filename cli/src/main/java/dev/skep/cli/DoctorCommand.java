package dev.skep.cli;

import dev.skep.cli.doctor.Diagnosis;
import dev.skep.cli.doctor.DiagnosisText;
import dev.skep.cli.live.Terminal;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code skep doctor}: the exit code answers whether Skep can do its job on this host. */
@Command(
        name = "doctor",
        description = {
            "Try what this kernel can do, and say what Skep does where it cannot.",
            "Exit code 0 if processes, connections and requests can be shown here, 1 if not."
        })
final class DoctorCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--json", description = "One JSON object.")
    private boolean json;

    @Override
    public Integer call() {
        Diagnosis diagnosis = Diagnosis.make(
                LocalTracer::start,
                failure -> String.valueOf(FailureReport.explain(failure).getMessage()));
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(DiagnosisText.json(diagnosis, Version.current(), Host.kernel()));
        } else {
            String system = "skep " + Version.current() + " on Linux " + Host.kernel() + " "
                    + System.getProperty("os.arch") + ", Java " + Runtime.version();
            boolean coloured = Terminal.atOutput() && System.getenv("NO_COLOR") == null;
            out.print(DiagnosisText.columns(diagnosis, system, coloured));
        }
        out.flush();
        return diagnosis.works() ? ExitCode.OK : ExitCode.FAILED;
    }
}
