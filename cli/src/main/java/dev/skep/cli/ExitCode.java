package dev.skep.cli;

/** What {@code skep} answers to the shell, as bpftrace, tetra and hubble do. */
final class ExitCode {
    /** Done; also when Ctrl-C, SIGTERM or a closed pipe ended a stream of events. */
    static final int OK = 0;

    /** It could not be done: missing privileges, a kernel without what is needed, no space, a port in use. */
    static final int FAILED = 1;

    /** The command line was wrong. */
    static final int USAGE = 2;

    private ExitCode() {}
}
