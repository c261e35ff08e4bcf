package dev.skep.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** This host, by what its kernel says of it. */
final class Host {
    private Host() {}

    /** Its name, without asking a name server. */
    static String name() {
        return read("/proc/sys/kernel/hostname", "localhost");
    }

    /** {@code "6.18.44"}. */
    static String kernel() {
        return read("/proc/sys/kernel/osrelease", System.getProperty("os.version", "unknown"));
    }

    private static String read(String path, String otherwise) {
        try {
            return Files.readString(Path.of(path)).strip();
        } catch (IOException e) {
            return otherwise;
        }
    }
}
