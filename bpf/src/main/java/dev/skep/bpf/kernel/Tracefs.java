package dev.skep.bpf.kernel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The kernel's tracing file system. Where the host has not mounted it, this process mounts it for itself alone: a detached
 * mount ({@code fsopen}, {@code fsmount}) that no path leads to but {@code /proc/self/fd}, and that is gone with its
 * descriptor.
 */
public final class Tracefs implements AutoCloseable {
    private final Path root;
    private final @Nullable DetachedMount mount;

    private Tracefs(Path root, @Nullable DetachedMount mount) {
        this.root = root;
        this.mount = mount;
    }

    /**
     * Opens the host's mount, or a private one. Needs CAP_SYS_ADMIN for the latter.
     *
     * @throws dev.skep.bpf.sys.SyscallException if it cannot be mounted
     */
    public static Tracefs open() {
        Optional<Path> mounted = MountTable.read().pointOf("tracefs");
        if (mounted.isPresent() && Files.isReadable(mounted.get().resolve("events"))) {
            return new Tracefs(mounted.get(), null);
        }
        return openPrivate();
    }

    /** Opens a private mount, whether or not the host has one. */
    static Tracefs openPrivate() {
        DetachedMount mount = DetachedMount.of("tracefs");
        return new Tracefs(mount.root(), mount);
    }

    /** The directory that has {@code events}, {@code kprobe_events} and so on. */
    public Path root() {
        return root;
    }

    /**
     * The number of a tracepoint in this boot, as {@code perf_event_open(2)} takes it; empty where there is none of that
     * name.
     */
    public OptionalInt id(String category, String name) {
        return read(category, name, "id")
                .map(text -> OptionalInt.of(Integer.parseInt(text.strip())))
                .orElseGet(OptionalInt::empty);
    }

    /**
     * What the kernel says about a tracepoint; empty where it has none of that name.
     *
     * @param category {@code "sched"}
     * @param name     {@code "sched_process_exec"}
     */
    public Optional<TracepointFormat> format(String category, String name) {
        return read(category, name, "format").map(TracepointFormat::parse);
    }

    private Optional<String> read(String category, String name, String what) {
        Path file = root.resolve("events").resolve(category).resolve(name).resolve(what);
        try {
            return Optional.of(Files.readString(file));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    /** The categories of tracepoints, sorted: {@code "block"}, {@code "sched"} and so on. */
    public List<String> categories() {
        return directories(root.resolve("events"));
    }

    /** The tracepoints of a category, sorted; none for a category that there is not. */
    public List<String> tracepoints(String category) {
        return directories(root.resolve("events").resolve(category));
    }

    private static List<String> directories(Path parent) {
        try (Stream<Path> entries = Files.list(parent)) {
            return entries.filter(Files::isDirectory)
                    .map(path -> path.getFileName().toString())
                    .sorted()
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + parent, e);
        }
    }

    @Override
    public void close() {
        if (mount != null) {
            mount.close();
        }
    }
}
