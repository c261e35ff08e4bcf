package dev.skep.bpf.kernel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is mounted where, from {@code /proc/self/mountinfo} (proc_pid_mountinfo(5)).
 *
 * <pre>36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw,errors=continue</pre>
 *
 * @param mounts in the kernel's order; a later one hides an earlier one at the same place
 */
public record MountTable(List<Mount> mounts) {
    private static final Path FILE = Path.of("/proc/self/mountinfo");

    public MountTable {
        mounts = List.copyOf(mounts);
    }

    /**
     * A mount.
     *
     * @param type  the file system, {@code "cgroup2"}
     * @param root  the directory of that file system which is mounted, {@code "/"} for all of it
     * @param point where it is mounted
     */
    public record Mount(String type, String root, Path point) {}

    /** Reads this process's table. */
    public static MountTable read() {
        try {
            return parse(Files.readString(FILE));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + FILE, e);
        }
    }

    /** Parses the text of a {@code mountinfo} file; lines of another form are passed over. */
    public static MountTable parse(String text) {
        List<Mount> mounts = new ArrayList<>();
        for (String line : text.lines().toList()) {
            int separator = line.indexOf(" - ");
            String[] before = (separator < 0 ? line : line.substring(0, separator)).split(" ", -1);
            if (separator < 0 || before.length < 6) {
                continue;
            }
            String[] after = line.substring(separator + 3).split(" ", -1);
            mounts.add(new Mount(after[0], unescaped(before[3]), Path.of(unescaped(before[4]))));
        }
        return new MountTable(mounts);
    }

    /** Where a file system of a type is mounted as a whole; the first such place. */
    public Optional<Path> pointOf(String type) {
        return mounts.stream()
                .filter(mount -> mount.type().equals(type) && mount.root().equals("/"))
                .map(Mount::point)
                .findFirst();
    }

    /** Spaces, tabs, line ends and backslashes are written as {@code \040} and so on. */
    private static String unescaped(String text) {
        if (text.indexOf('\\') < 0) {
            return text;
        }
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '\\'
                    && i + 3 < text.length()
                    && text.substring(i + 1, i + 4).matches("[0-3][0-7]{2}")) {
                out.append((char) Integer.parseInt(text.substring(i + 1, i + 4), 8));
                i += 3;
            } else {
                out.append(text.charAt(i));
            }
        }
        return out.toString();
    }
}
