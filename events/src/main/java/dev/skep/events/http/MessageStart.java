package dev.skep.events.http;

import java.nio.charset.StandardCharsets;

/** Tells by its first bytes whether an HTTP/1.x message may start here. */
final class MessageStart {
    /** What bytes are the start of. */
    enum Kind {
        REQUEST,
        RESPONSE,
        NEITHER,
        /** More bytes are needed. */
        UNDECIDED
    }

    /** With this many bytes the answer is never {@link Kind#UNDECIDED}. */
    static final int DECISIVE_BYTES = 24;

    private static final int MOST_BLANK_BYTES = 4;
    private static final byte[] RESPONSE = ascii("HTTP/1.");

    /** Methods of the IANA registry that are in use, and PURGE, M-SEARCH, NOTIFY, SUBSCRIBE that never got there. */
    private static final byte[][] METHODS = {
        ascii("GET"),
        ascii("POST"),
        ascii("HEAD"),
        ascii("PUT"),
        ascii("DELETE"),
        ascii("OPTIONS"),
        ascii("PATCH"),
        ascii("CONNECT"),
        ascii("TRACE"),
        ascii("PROPFIND"),
        ascii("PROPPATCH"),
        ascii("REPORT"),
        ascii("SEARCH"),
        ascii("QUERY"),
        ascii("MKCOL"),
        ascii("COPY"),
        ascii("MOVE"),
        ascii("LOCK"),
        ascii("UNLOCK"),
        ascii("PURGE"),
        ascii("MERGE"),
        ascii("CHECKOUT"),
        ascii("MKACTIVITY"),
        ascii("MKCALENDAR"),
        ascii("ACL"),
        ascii("BIND"),
        ascii("LINK"),
        ascii("UNLINK"),
        ascii("M-SEARCH"),
        ascii("NOTIFY"),
        ascii("SUBSCRIBE"),
        ascii("UNSUBSCRIBE"),
    };

    private static final String[] METHOD_NAMES = new String[METHODS.length];

    static {
        for (int i = 0; i < METHODS.length; i++) {
            METHOD_NAMES[i] = new String(METHODS[i], StandardCharsets.US_ASCII).intern();
        }
    }

    private MessageStart() {}

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** The method of these bytes, one string for each known one. */
    static String method(byte[] b, int from, int length) {
        for (int i = 0; i < METHODS.length; i++) {
            if (METHODS[i].length == length && startsWith(b, from, length, METHODS[i])) {
                return METHOD_NAMES[i];
            }
        }
        return new String(b, from, length, StandardCharsets.US_ASCII);
    }

    /** What starts at {@code from}; empty lines before it are tolerated. */
    static Kind classify(byte[] b, int from, int length) {
        int at = from;
        int end = from + length;
        while (at < end && at - from < MOST_BLANK_BYTES && (b[at] == '\r' || b[at] == '\n')) {
            at++;
        }
        if (at == end) {
            return Kind.UNDECIDED;
        }
        Kind response = response(b, at, end - at);
        if (response == Kind.RESPONSE) {
            return response;
        }
        Kind request = request(b, at, end - at);
        if (request == Kind.REQUEST) {
            return request;
        }
        return response == Kind.UNDECIDED || request == Kind.UNDECIDED ? Kind.UNDECIDED : Kind.NEITHER;
    }

    private static Kind response(byte[] b, int from, int length) {
        int n = Math.min(length, RESPONSE.length);
        if (!startsWith(b, from, n, RESPONSE)) {
            return Kind.NEITHER;
        }
        for (int i = RESPONSE.length; i < Math.min(length, 12); i++) {
            byte c = b[from + i];
            boolean fits = i == 8 ? c == ' ' : i == 9 ? c >= '1' && c <= '9' : c >= '0' && c <= '9';
            if (!fits) {
                return Kind.NEITHER;
            }
        }
        return length >= 12 ? Kind.RESPONSE : Kind.UNDECIDED;
    }

    private static Kind request(byte[] b, int from, int length) {
        boolean undecided = false;
        for (byte[] method : METHODS) {
            int n = Math.min(length, method.length);
            if (!startsWith(b, from, n, method)) {
                continue;
            }
            if (length < method.length + 2) {
                undecided |= length <= method.length || b[from + method.length] == ' ';
            } else if (b[from + method.length] == ' ' && startsTarget(b[from + method.length + 1])) {
                return Kind.REQUEST;
            }
        }
        return undecided ? Kind.UNDECIDED : Kind.NEITHER;
    }

    private static boolean startsTarget(byte c) {
        return c == '/' || c == '*' || c == '[' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
    }

    private static boolean startsWith(byte[] b, int from, int length, byte[] what) {
        for (int i = 0; i < length; i++) {
            if (b[from + i] != what[i]) {
                return false;
            }
        }
        return true;
    }
}
