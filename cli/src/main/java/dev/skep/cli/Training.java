package dev.skep.cli;

import java.util.List;

/**
 * The run that the JDK's AOT cache is made from: what people start most, so that its classes are loaded and linked before
 * the JVM starts. A command that cannot do its work here (no privileges, no BTF) still trains its way to saying so.
 */
final class Training {
    private Training() {}

    /** Runs each start path once. */
    public static void main(String[] arguments) {
        List<String[]> runs = List.of(
                new String[] {"--help"}, new String[] {"version"}, new String[] {"help", "completion"}, new String[] {
                    "--no-such"
                });
        for (String[] run : runs) {
            System.out.println("skep " + String.join(" ", run));
            System.out.println("exit code " + Main.run(run));
        }
    }
}
