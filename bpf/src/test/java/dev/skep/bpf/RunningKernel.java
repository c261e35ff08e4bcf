package dev.skep.bpf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The version of the kernel that the tests run on: only an older one may lack a feature. */
public final class RunningKernel {
    private RunningKernel() {}

    /** Whether it is at least {@code major.minor}. */
    public static boolean isAtLeast(int major, int minor) {
        try {
            String[] parts =
                    Files.readString(Path.of("/proc/sys/kernel/osrelease")).split("[.-]");
            int runningMajor = Integer.parseInt(parts[0]);
            return runningMajor > major || (runningMajor == major && Integer.parseInt(parts[1]) >= minor);
        } catch (IOException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }
}
