package dev.skep.agent.stream;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.Set;

/**
 * A cgroup v2 and all below it, by the ids that events carry. The id of a cgroup is the inode number of its directory. The
 * tree changes while it is watched: an id not met before makes the scope read the tree again, once.
 */
public final class CgroupScope {
    private final Path root;
    private volatile Set<Long> inside = Set.of();
    private volatile Set<Long> outside = Set.of();

    /**
     * The scope of a cgroup.
     *
     * @param mount where cgroup v2 is mounted
     * @param path  the cgroup: below the mount, or as an absolute path of the file system
     * @throws IllegalArgumentException if there is no such cgroup
     */
    public CgroupScope(Path mount, String path) {
        Path absolute = Path.of(path);
        this.root = absolute.startsWith(mount)
                ? absolute
                : mount.resolve(path.startsWith("/") ? path.substring(1) : path).normalize();
        if (!root.startsWith(mount) || !Files.isDirectory(root)) {
            throw new IllegalArgumentException("no cgroup '" + path + "' below " + mount);
        }
        inside = ids();
    }

    /** Whether a cgroup may be inside: false only if it is known not to be. Never touches the file system. */
    public boolean mayContain(long id) {
        return !outside.contains(id);
    }

    /** Whether a cgroup is inside. Reads the tree if the cgroup is new. */
    public boolean contains(long id) {
        if (inside.contains(id)) {
            return true;
        }
        if (outside.contains(id)) {
            return false;
        }
        Set<Long> now = ids();
        inside = now;
        if (now.contains(id)) {
            return true;
        }
        Set<Long> others = new HashSet<>(outside);
        others.removeAll(now);
        others.add(id);
        outside = others;
        return false;
    }

    private Set<Long> ids() {
        Set<Long> ids = new HashSet<>(inside); // a removed cgroup's last events may still come
        try {
            Files.walkFileTree(root, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                        throws IOException {
                    ids.add((Long) Files.getAttribute(directory, "unix:ino"));
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException e) {
                    return FileVisitResult.CONTINUE; // removed meanwhile
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read cgroup " + root, e);
        }
        return ids;
    }
}
