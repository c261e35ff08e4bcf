package dev.skep.bpf.kernel;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;

/**
 * The options that a kernel was built with, where it or its distribution tells: {@code /proc/config.gz}, or
 * {@code /boot/config-RELEASE}. Good for explaining what trying showed, not for deciding.
 *
 * @param options the options that are set, {@code "CONFIG_BPF"} to {@code "y"}; empty if nothing tells
 */
public record KernelConfig(Map<String, String> options) {
    private static final Path BUILT_IN = Path.of("/proc/config.gz");

    public KernelConfig {
        options = Map.copyOf(options);
    }

    /** Reads the running kernel's options. */
    public static KernelConfig read() {
        try (InputStream in = new GZIPInputStream(Files.newInputStream(BUILT_IN))) {
            return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException absent) {
            return readOfDistribution();
        }
    }

    private static KernelConfig readOfDistribution() {
        try {
            String release =
                    Files.readString(Path.of("/proc/sys/kernel/osrelease")).strip();
            return parse(Files.readString(Path.of("/boot/config-" + release)));
        } catch (IOException absent) {
            return new KernelConfig(Map.of());
        }
    }

    /** Parses the text of a {@code .config} file. */
    public static KernelConfig parse(String text) {
        return new KernelConfig(text.lines()
                .filter(line -> line.startsWith("CONFIG_") && line.indexOf('=') > 0)
                .collect(Collectors.toMap(
                        line -> line.substring(0, line.indexOf('=')),
                        line -> line.substring(line.indexOf('=') + 1),
                        (first, second) -> second)));
    }

    /** The value of an option, {@code "y"} or {@code "m"} for most; empty if it is not set or nothing tells. */
    public Optional<String> option(String name) {
        return Optional.ofNullable(options.get(name));
    }

    /** Whether the options are known and this one is not among those set. */
    public boolean lacks(String name) {
        return !options.isEmpty() && !options.containsKey(name);
    }
}
