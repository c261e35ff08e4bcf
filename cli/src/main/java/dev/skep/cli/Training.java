package dev.skep.cli;

import dev.skep.cli.man.ManPage;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.AutoComplete;

/**
 * The run that the JDK's AOT cache is made from: what people start most, so that its classes are loaded and linked before
 * the JVM starts. It also writes the manual pages and the completion script, which come from the same model. A command
 * that cannot do its work here (no privileges, no BTF) still trains its way to saying so.
 */
final class Training {
    private Training() {}

    /**
     * Runs each start path once.
     *
     * @param arguments the folder of the distribution
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path distribution = Path.of(arguments[0]);
        ManPage.writeAll(Main.commandLine().getCommandSpec(), Version.current(), distribution.resolve("man/man1"));
        Files.createDirectories(distribution.resolve("completion"));
        Files.writeString(
                distribution.resolve("completion/skep"),
                AutoComplete.bash("skep", Main.commandLine()),
                StandardCharsets.UTF_8);

        Path runtime = Files.createTempDirectory("skep-training");
        List<String[]> runs = List.of(
                new String[] {"--help"},
                new String[] {"version"},
                new String[] {"help", "exec"},
                new String[] {"--no-such"},
                new String[] {"exec", "--duration", "700ms", "--runtime-dir", runtime.toString()},
                new String[] {"http", "--json", "--duration", "200ms", "--runtime-dir", runtime.toString()});
        for (String[] run : runs) {
            System.out.println("skep " + String.join(" ", run));
            System.out.println("exit code " + Main.run(run));
        }
        try {
            TrainingAgent.run(runtime);
        } catch (RuntimeException e) {
            // Without privileges or BTF all is trained that works here.
            new FailureReport(new PrintWriter(System.out, true, StandardCharsets.UTF_8), true).print(e);
        }
    }
}
