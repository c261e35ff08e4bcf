package dev.skep.agent.json;

/** Names of the error numbers that end a connection (x86-64 and arm64 values, linux include/uapi/asm-generic/errno.h). */
final class ErrnoName {
    private ErrnoName() {}

    /** {@code "ECONNREFUSED"}, empty for 0, and {@code "errno 999"} for a number without a name here. */
    static String of(int errno) {
        return switch (errno) {
            case 0 -> "";
            case 1 -> "EPERM";
            case 4 -> "EINTR";
            case 11 -> "EAGAIN";
            case 12 -> "ENOMEM";
            case 13 -> "EACCES";
            case 22 -> "EINVAL";
            case 32 -> "EPIPE";
            case 98 -> "EADDRINUSE";
            case 99 -> "EADDRNOTAVAIL";
            case 100 -> "ENETDOWN";
            case 101 -> "ENETUNREACH";
            case 102 -> "ENETRESET";
            case 103 -> "ECONNABORTED";
            case 104 -> "ECONNRESET";
            case 105 -> "ENOBUFS";
            case 106 -> "EISCONN";
            case 107 -> "ENOTCONN";
            case 110 -> "ETIMEDOUT";
            case 111 -> "ECONNREFUSED";
            case 112 -> "EHOSTDOWN";
            case 113 -> "EHOSTUNREACH";
            case 114 -> "EALREADY";
            case 115 -> "EINPROGRESS";
            case 125 -> "ECANCELED";
            default -> "errno " + errno;
        };
    }
}
