package dev.skep.agent.server;

import java.nio.file.Path;
import java.util.List;

/** Where cgroup v2 is mounted. */
final class CgroupMount {
    private CgroupMount() {}

    /**
     * From the lines of /proc/self/mountinfo (proc_pid_mountinfo(5)): the mount point is the fifth field, the file system
     * type follows the separator.
     */
    static Path parse(List<String> mountinfo) {
        for (String line : mountinfo) {
            String[] fields = line.split(" ");
            for (int i = 6; i + 1 < fields.length; i++) {
                if (fields[i].equals("-") && fields[i + 1].equals("cgroup2")) {
                    return Path.of(fields[4]);
                }
            }
        }
        throw new IllegalArgumentException("this host has no cgroup v2 mounted, so events cannot be chosen by cgroup");
    }
}
