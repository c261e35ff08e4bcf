package dev.skep.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What this process may do to the kernel, by its effective capabilities. */
final class Privileges {
    static final String HINT = "run it as root, or with the capabilities BPF, PERFMON, NET_ADMIN and SYS_PTRACE";

    /** Bit numbers of linux/capability.h. */
    private static final int CAP_SYS_ADMIN = 21;

    private static final int CAP_PERFMON = 38;
    private static final int CAP_BPF = 39;

    private Privileges() {}

    /** Whether this process may load and attach tracing programs. */
    static boolean sufficient() {
        try {
            return sufficient(Files.readAllLines(Path.of("/proc/self/status")));
        } catch (IOException e) {
            return true; // no /proc to ask: the kernel will answer
        }
    }

    /** Whether the status file's effective capabilities allow to load and attach tracing programs. */
    static boolean sufficient(List<String> status) {
        try (Stream<String> lines = status.stream()) {
            long effective = lines.filter(line -> line.startsWith("CapEff:"))
                    .mapToLong(line -> Long.parseUnsignedLong(
                            line.substring("CapEff:".length()).strip(), 16))
                    .findFirst()
                    .orElse(-1);
            return has(effective, CAP_SYS_ADMIN) || (has(effective, CAP_BPF) && has(effective, CAP_PERFMON));
        }
    }

    private static boolean has(long capabilities, int bit) {
        return (capabilities >>> bit & 1) != 0;
    }
}
