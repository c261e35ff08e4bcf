package dev.skep.bpf.kernel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The version 2 cgroup hierarchy, which programs attach to. It is at {@code /sys/fs/cgroup}, or beside version 1
 * hierarchies at {@code /sys/fs/cgroup/unified}.
 */
public final class Cgroup2 {
    private Cgroup2() {}

    /** Where the hierarchy is mounted; empty where it is not. */
    public static Optional<Path> mountPoint() {
        return MountTable.read().pointOf("cgroup2");
    }

    /**
     * A cgroup's directory from an absolute directory or a path inside the hierarchy ({@code "/system.slice"}).
     *
     * @throws IllegalArgumentException if there is no such cgroup
     */
    public static Path resolve(String path) {
        Path root = mountPoint()
                .orElseThrow(() -> new IllegalArgumentException("no cgroup2 hierarchy is mounted on this host"
                        + " (mount -t cgroup2 none /sys/fs/cgroup/unified)"));
        Path given = Path.of(path);
        Path directory = given.startsWith(root) ? given : root.resolve(path.replaceFirst("^/+", ""));
        if (!Files.isRegularFile(directory.resolve("cgroup.procs"))) {
            throw new IllegalArgumentException("no cgroup at " + directory);
        }
        return directory.normalize();
    }

    /**
     * The directory of the cgroup that a process is in; empty if it is gone or no hierarchy is mounted.
     *
     * @param pid the process, as this process's pid namespace numbers it
     */
    public static Optional<Path> ofProcess(long pid) {
        Optional<Path> root = mountPoint();
        if (root.isEmpty()) {
            return Optional.empty();
        }
        try {
            return pathIn(Files.readString(Path.of("/proc/" + pid + "/cgroup")))
                    .map(inside -> root.get().resolve(inside.substring(1)).normalize());
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    /** The path in the version 2 hierarchy that a {@code /proc/PID/cgroup} file names: its line {@code 0::/path}. */
    public static Optional<String> pathIn(String procCgroup) {
        return procCgroup
                .lines()
                .filter(line -> line.startsWith("0::/"))
                .map(line -> line.substring(3))
                .findFirst();
    }

    /** The 64-bit id that {@code bpf_get_current_cgroup_id} answers for tasks in a cgroup: its directory's inode. */
    public static long id(Path directory) {
        try {
            return (long) Files.getAttribute(directory, "unix:ino");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot tell the id of cgroup " + directory, e);
        }
    }
}
