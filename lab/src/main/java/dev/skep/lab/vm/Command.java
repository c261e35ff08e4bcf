package dev.skep.lab.vm;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs a host tool to its end and returns what it printed. */
final class Command {
    private Command() {}

    /** Standard output of a command; throws with its error output if it fails. */
    static byte[] run(@Nullable Path directory, byte @Nullable [] input, List<String> words) {
        try {
            ProcessBuilder builder = new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.PIPE);
            if (directory != null) {
                builder.directory(directory.toFile());
            }
            Process process = builder.start();
            StringBuilder errors = new StringBuilder();
            Thread errorReader = Thread.ofVirtual().start(() -> {
                try {
                    errors.append(new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8));
                } catch (IOException e) {
                    errors.append(e);
                }
            });
            Thread writer = Thread.ofVirtual().start(() -> {
                try (var out = process.getOutputStream()) {
                    if (input != null) {
                        out.write(input);
                    }
                } catch (IOException e) {
                    errors.append(e);
                }
            });
            byte[] output = process.getInputStream().readAllBytes();
            int status = process.waitFor();
            writer.join();
            errorReader.join();
            if (status != 0) {
                throw new LabException(String.join(" ", words) + " failed with " + status + ": "
                        + errors.toString().strip());
            }
            return output;
        } catch (IOException e) {
            throw new LabException(
                    words.getFirst() + " cannot be run: " + e.getMessage() + "; install it with apt-get", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabException("interrupted while running " + words.getFirst(), e);
        }
    }

    static String text(List<String> words) {
        return new String(run(null, null, words), StandardCharsets.UTF_8);
    }
}
