package dev.skep.events.pipeline;

import dev.skep.events.identity.CommandLine;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Arguments of processes that were there before Skep. They have been running for a while, so the race that forbids
 * {@code /proc} for new processes is harmless here: one that is gone by now has no arguments.
 */
final class ProcFile {
    private static final int MOST_BYTES = 4096;

    private ProcFile() {}

    static List<String> arguments(int pid) {
        try (InputStream in = Files.newInputStream(Path.of("/proc/" + pid + "/cmdline"))) {
            byte[] bytes = in.readNBytes(MOST_BYTES);
            return CommandLine.arguments(bytes, 0, bytes.length);
        } catch (IOException gone) {
            return List.of();
        }
    }
}
