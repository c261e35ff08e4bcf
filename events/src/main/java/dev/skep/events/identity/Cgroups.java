package dev.skep.events.identity;

import dev.skep.bpf.kernel.Cgroup2;
import dev.skep.events.model.ContainerId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Paths and containers of the cgroups of the version 2 hierarchy, by id (the inode number of its directory). Known from a
 * walk of the hierarchy at start and from the kernel's own word when a cgroup is made, so that a container is known even if
 * it is gone by the time that its events are read. An id that is still unknown makes for another walk, at most one in a
 * second. Cgroups that were removed are remembered until others need their place.
 *
 * <p>Safe for use by several threads.
 */
public final class Cgroups {
    /** Most cgroups that are remembered. */
    static final int CAPACITY = 16_384;

    private static final long WALK_INTERVAL_NANOS = 1_000_000_000L;

    private final @Nullable Path root;
    private final Map<Long, Cgroup> byId = new LinkedHashMap<>(256, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Cgroup> eldest) {
            return size() > CAPACITY;
        }
    };
    private long lastWalkNanos;

    /**
     * A cgroup.
     *
     * @param path      below the root of the hierarchy, {@code "/"} for the root itself
     * @param container the container that it is or lies in, or null
     */
    public record Cgroup(long id, String path, @Nullable ContainerId container) {}

    /** @param root directory of the hierarchy's root, or null if there is none; nothing is read before it is asked for */
    public Cgroups(@Nullable Path root) {
        this.root = root;
        this.lastWalkNanos = System.nanoTime() - WALK_INTERVAL_NANOS;
    }

    /** The cgroups of this host. */
    public static Cgroups ofHost() {
        return new Cgroups(Cgroup2.mountPoint().orElse(null));
    }

    /** Learns of a cgroup, from the kernel. */
    public synchronized void add(long id, String path) {
        byId.put(id, new Cgroup(id, path, ContainerPath.parse(path)));
    }

    /** The cgroup of an id, or null if nothing is known of it. */
    public synchronized @Nullable Cgroup byId(long id) {
        Cgroup known = byId.get(id);
        if (known != null || id == 0 || root == null) {
            return known;
        }
        long now = System.nanoTime();
        if (now - lastWalkNanos < WALK_INTERVAL_NANOS) {
            return null;
        }
        lastWalkNanos = now;
        walk();
        return byId.get(id);
    }

    /** The container of an id, or null if it is none or nothing is known of it. */
    public @Nullable ContainerId container(long id) {
        Cgroup cgroup = byId(id);
        return cgroup == null ? null : cgroup.container;
    }

    /** The cgroup of a container, given the first digits of its id; the outermost where it has several. */
    public synchronized Optional<Cgroup> ofContainer(String idPrefix) {
        walk();
        List<Cgroup> found = new ArrayList<>();
        for (Cgroup cgroup : byId.values()) {
            if (cgroup.container != null && cgroup.container.id().startsWith(idPrefix)) {
                found.add(cgroup);
            }
        }
        return found.stream().min((a, b) -> Integer.compare(a.path.length(), b.path.length()));
    }

    private void walk() {
        Path top = root;
        if (top == null) {
            return;
        }
        try {
            Files.walkFileTree(top, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                        throws IOException {
                    long id = (long) Files.getAttribute(directory, "unix:ino");
                    if (!byId.containsKey(id)) {
                        add(id, "/" + top.relativize(directory));
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException gone) {
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException gone) {
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the cgroups below " + top, e);
        }
    }
}
