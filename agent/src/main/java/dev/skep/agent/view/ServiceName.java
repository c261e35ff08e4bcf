package dev.skep.agent.view;

import dev.skep.events.model.ProcessInfo;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The name people know a process by: its executable's, or for an interpreter or virtual machine that of the program it
 * runs, as far as its arguments tell ({@code java -jar shop.jar} is {@code shop.jar}, {@code python3 -m http.server} is
 * {@code http.server}).
 */
public final class ServiceName {
    private static final Set<String> SCRIPT_INTERPRETERS =
            Set.of("node", "nodejs", "ruby", "perl", "php", "bash", "sh", "dash", "bun", "deno");
    private static final Set<String> JAVA_OPTIONS_WITH_VALUE = Set.of(
            "-cp",
            "-classpath",
            "--class-path",
            "-p",
            "--module-path",
            "--add-modules",
            "--add-opens",
            "--add-exports",
            "--add-reads",
            "--enable-native-access",
            "--limit-modules",
            "--upgrade-module-path",
            "--patch-module",
            "--source");
    private static final Set<String> SCRIPT_OPTIONS_WITH_VALUE =
            Set.of("-W", "-X", "-r", "--require", "--import", "-I");

    private ServiceName() {}

    /** The name of the service that a process belongs to; never empty. */
    public static String of(ProcessInfo process) {
        String executable = baseName(process.executable());
        if (executable.isEmpty()) {
            return process.comm().isEmpty() ? "unknown" : process.comm();
        }
        String program = null;
        if (executable.equals("java")) {
            program = javaProgram(process.arguments());
        } else if (SCRIPT_INTERPRETERS.contains(executable) || executable.startsWith("python")) {
            program = script(process.arguments());
        }
        return program == null || program.isEmpty() ? executable : program;
    }

    private static @Nullable String javaProgram(List<String> arguments) {
        for (int i = 1; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            boolean hasNext = i + 1 < arguments.size();
            if (argument.equals("-jar") && hasNext) {
                return baseName(arguments.get(i + 1));
            }
            if ((argument.equals("-m") || argument.equals("--module")) && hasNext) {
                return simpleClassName(arguments.get(i + 1));
            }
            if (JAVA_OPTIONS_WITH_VALUE.contains(argument)) {
                i++;
            } else if (!argument.startsWith("-") && !argument.startsWith("@")) {
                return argument.endsWith(".java") ? baseName(argument) : simpleClassName(argument);
            }
        }
        return null;
    }

    private static @Nullable String script(List<String> arguments) {
        for (int i = 1; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (argument.equals("-m") && i + 1 < arguments.size()) {
                return arguments.get(i + 1);
            }
            if (argument.equals("-c") || argument.equals("-e")) {
                return null;
            }
            if (SCRIPT_OPTIONS_WITH_VALUE.contains(argument)) {
                i++;
            } else if (!argument.startsWith("-")) {
                return baseName(argument);
            }
        }
        return null;
    }

    private static String simpleClassName(String name) {
        return name.substring(Math.max(name.lastIndexOf('.'), name.lastIndexOf('/')) + 1);
    }

    private static String baseName(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
