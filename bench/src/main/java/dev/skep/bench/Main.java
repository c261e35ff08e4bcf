package dev.skep.bench;

import dev.skep.bench.codegen.CodegenBench;
import dev.skep.bench.events.EventsBench;
import java.util.Arrays;

/** Runs the benchmark that the first word names; its working directory is the project's root. */
public final class Main {
    private Main() {}

    /** Exit code 2 for a word that names none. */
    public static void main(String[] arguments) throws Exception {
        String bench = arguments.length == 0 ? "" : arguments[0];
        String[] rest = arguments.length == 0 ? arguments : Arrays.copyOfRange(arguments, 1, arguments.length);
        switch (bench) {
            case "codegen" -> CodegenBench.main(rest);
            case "events" -> EventsBench.main(rest);
            default -> {
                System.err.println("which benchmark? codegen or events");
                System.exit(2);
            }
        }
    }
}
