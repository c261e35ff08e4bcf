package dev.skep.bpf.sys;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What this process may do on this host, as far as it explains failures.
 *
 * @param effectiveCapabilities   bit n is capability n ({@code CapEff} of {@code /proc/self/status})
 * @param lockdown                {@code none}, {@code integrity}, {@code confidentiality}; empty if unknown
 * @param unprivilegedBpfDisabled {@code kernel.unprivileged_bpf_disabled}: 0, 1, 2; −1 if unknown
 * @param kernelRelease           {@code uname -r}
 */
public record Host(long effectiveCapabilities, String lockdown, int unprivilegedBpfDisabled, String kernelRelease) {
    /** Capabilities by their number in {@code include/uapi/linux/capability.h}. */
    public static final int CAP_NET_ADMIN = 12,
            CAP_SYS_ADMIN = 21,
            CAP_SYS_RESOURCE = 24,
            CAP_PERFMON = 38,
            CAP_BPF = 39;

    /** Reads the state of now. */
    public static Host current() {
        String status = read("/proc/self/status");
        String bpf = read("/proc/sys/kernel/unprivileged_bpf_disabled").strip();
        return new Host(
                parseCapabilities(status),
                parseLockdown(read("/sys/kernel/security/lockdown")),
                bpf.isEmpty() ? -1 : Integer.parseInt(bpf),
                read("/proc/sys/kernel/osrelease").strip());
    }

    /** Whether the process has a capability in effect. */
    public boolean has(int capability) {
        return (effectiveCapabilities >>> capability & 1) != 0;
    }

    static long parseCapabilities(String status) {
        return status.lines()
                .filter(line -> line.startsWith("CapEff:"))
                .mapToLong(line -> Long.parseUnsignedLong(line.substring(7).strip(), 16))
                .findFirst()
                .orElse(0);
    }

    static String parseLockdown(String file) {
        int open = file.indexOf('[');
        int close = file.indexOf(']');
        return open >= 0 && close > open ? file.substring(open + 1, close) : "";
    }

    private static String read(String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException absent) {
            return "";
        }
    }
}
