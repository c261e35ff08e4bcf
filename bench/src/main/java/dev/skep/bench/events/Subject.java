package dev.skep.bench.events;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The bench's own processes, each started inside the bench's own cgroup, so that the agent sees them and nothing else. */
final class Subject {
    private final Path directory;
    private final Path cgroup;

    Subject(Path directory, Path cgroup) {
        this.directory = directory;
        this.cgroup = cgroup;
    }

    /** Compiles a C workload that lies beside this class. */
    Path compile(String name) throws IOException, InterruptedException {
        Path source = directory.resolve(name + ".c");
        try (InputStream in = Subject.class.getResourceAsStream(name + ".c")) {
            if (in == null) {
                throw new IOException("the workload " + name + ".c is missing");
            }
            Files.write(source, in.readAllBytes());
        }
        Path binary = directory.resolve(name);
        Process gcc = new ProcessBuilder("gcc", "-O2", "-o", binary.toString(), source.toString())
                .inheritIO()
                .start();
        if (gcc.waitFor() != 0) {
            throw new IOException("gcc cannot compile " + source);
        }
        return binary;
    }

    /** Starts a command whose process is in the cgroup before its program runs. */
    Process start(List<String> command) throws IOException {
        List<String> words =
                new ArrayList<>(List.of("sh", "-c", "echo $$ > \"$0/cgroup.procs\" && exec \"$@\"", cgroup.toString()));
        words.addAll(command);
        return new ProcessBuilder(words)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** Runs a command to its end and returns what it printed. */
    String run(List<String> command) throws IOException, InterruptedException {
        Process process = start(command);
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + " failed: " + output);
        }
        return output;
    }
}
