package dev.skep.bpf.feature;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Results that stay true until the next boot: in memory, and as far as a directory allows in a file that other processes
 * of this user read. Losing the file costs only time, so nothing here fails.
 *
 * <pre>feature tcx	WORKS	</pre>
 */
final class FeatureCache {
    /** Changes whenever a trial does: what an older trial found is not asked. */
    private static final int TRIALS_VERSION = 2;

    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");
    private static final FeatureCache SHARED = new FeatureCache(defaultFile());

    private final Map<String, FeatureResult> results = new ConcurrentHashMap<>();
    private final @Nullable Path file;

    /**
     * A cache.
     *
     * @param file where it is kept; null for memory only
     */
    FeatureCache(@Nullable Path file) {
        this.file = file;
        if (file == null) {
            return;
        }
        try {
            results.putAll(parse(Files.readString(file)));
        } catch (IOException | RuntimeException absent) {
            // No earlier process of this boot left anything usable.
        }
    }

    static FeatureResult get(String key, Trial trial) {
        return SHARED.resolve(key, trial);
    }

    FeatureResult resolve(String key, Trial trial) {
        FeatureResult known = results.get(key);
        if (known != null) {
            return known;
        }
        FeatureResult found = trial.run();
        if (found.isConclusive()) {
            results.put(key, found);
            write();
        }
        return found;
    }

    private synchronized void write() {
        if (file == null) {
            return;
        }
        try {
            Files.createDirectories(file.getParent());
            Path fresh = file.resolveSibling(
                    file.getFileName() + "." + ProcessHandle.current().pid());
            Files.writeString(fresh, format(results));
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException | RuntimeException unwritable) {
            // The next process tries again for itself.
        }
    }

    static String format(Map<String, FeatureResult> results) {
        return new TreeMap<>(results)
                .entrySet().stream()
                        .map(entry -> entry.getKey() + "\t" + entry.getValue().state() + "\t"
                                + entry.getValue().reason().replaceAll("[\t\n]", " ") + "\n")
                        .collect(Collectors.joining());
    }

    static Map<String, FeatureResult> parse(String text) {
        return text.lines()
                .map(line -> line.split("\t", -1))
                .filter(fields -> fields.length == 3)
                .collect(Collectors.toMap(
                        fields -> fields[0],
                        fields -> new FeatureResult(FeatureResult.State.valueOf(fields[1]), fields[2]),
                        (first, second) -> second));
    }

    /** A directory that no other user can write to, or none. */
    private static @Nullable Path defaultFile() {
        String runtime = System.getenv("XDG_RUNTIME_DIR");
        Path directory =
                Files.isWritable(Path.of("/run")) ? Path.of("/run") : runtime == null ? null : Path.of(runtime);
        if (directory == null) {
            return null;
        }
        try {
            String boot = Files.readString(BOOT_ID).strip();
            return directory.resolve("skep").resolve("features-" + TRIALS_VERSION + "-" + boot);
        } catch (IOException e) {
            // Without a boot id a file would outlive the kernel that it speaks of.
            return null;
        }
    }
}
