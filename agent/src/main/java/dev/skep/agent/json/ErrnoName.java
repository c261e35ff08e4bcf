package dev.skep.agent.json;

import dev.skep.bpf.sys.Errno;

/** Names of the error numbers that end a connection. */
final class ErrnoName {
    private ErrnoName() {}

    /** {@code "ECONNREFUSED"}, empty for 0, and {@code "errno 999"} for a number without a name. */
    static String of(int errno) {
        if (errno == 0) {
            return "";
        }
        Errno known = Errno.of(errno);
        return known == Errno.UNKNOWN ? "errno " + errno : known.name();
    }
}
