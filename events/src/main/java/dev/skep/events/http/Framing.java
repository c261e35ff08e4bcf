package dev.skep.events.http;

/** How the end of a message is known (RFC 9112 §6.3). */
enum Framing {
    /** It has no body. */
    NONE,
    /** Content-Length. */
    LENGTH,
    /** Transfer-Encoding: chunked. */
    CHUNKED,
    /** The body lasts until the connection ends. */
    UNTIL_CLOSE,
    /** The head was not seen whole: the message lasts until another begins. */
    UNKNOWN,
    /** The connection is no longer HTTP after this head. */
    TUNNEL
}
