package dev.skep.cli.print;

import dev.skep.bpf.sys.Errno;

/** Names of error numbers, for numbers that Linux does not document too. */
final class ErrnoName {
    private ErrnoName() {}

    /** {@code ECONNREFUSED} for 111. */
    static String of(int number) {
        Errno errno = Errno.of(number);
        return errno == Errno.UNKNOWN ? "error " + number : errno.name();
    }
}
