package dev.skep.events.http;

import java.nio.charset.StandardCharsets;

/**
 * The start line and the few header fields of a message that matter here. One is reused for all messages of a stream;
 * texts equal to those of the message before are the same strings again.
 */
final class Head {
    /** {@link #contentLength} of a message without one, or with one that is not a number. */
    static final long NO_LENGTH = -1;

    String method = "";
    String target = "";
    String host = "";
    String version = "1.1";
    String upgrade = "";
    int status;
    long contentLength = NO_LENGTH;
    boolean transferEncoded;
    boolean chunked;

    /**
     * Parses a head.
     *
     * @param request whether it is a request's
     * @param cut     whether more of it exists than these bytes, so that the last line may be incomplete
     * @return whether it is HTTP/1.x
     */
    boolean parse(byte[] b, int from, int length, boolean request, boolean cut) {
        String lastHost = host;
        host = "";
        upgrade = "";
        contentLength = NO_LENGTH;
        transferEncoded = false;
        chunked = false;
        int end = from + length;
        int lineEnd = lineEnd(b, from, end);
        boolean lineCut = lineEnd == end && cut;
        int textEnd = trimEnd(b, from, lineEnd);
        if (request ? !requestLine(b, from, textEnd, lineCut) : !statusLine(b, from, textEnd)) {
            return false;
        }
        int at = lineEnd + 1;
        while (at < end) {
            lineEnd = lineEnd(b, at, end);
            if (lineEnd == end && cut) {
                break;
            }
            while (lineEnd + 1 < end && (b[lineEnd + 1] == ' ' || b[lineEnd + 1] == '\t')) {
                lineEnd = lineEnd(b, lineEnd + 1, end);
            }
            field(b, at, trimEnd(b, at, lineEnd), lastHost);
            at = lineEnd + 1;
        }
        return true;
    }

    private boolean requestLine(byte[] b, int from, int end, boolean cut) {
        int methodEnd = from;
        while (methodEnd < end && isToken(b[methodEnd])) {
            methodEnd++;
        }
        if (methodEnd == from || methodEnd - from > 24 || methodEnd == end || b[methodEnd] != ' ') {
            return false;
        }
        int targetStart = methodEnd + 1;
        int targetEnd = end;
        if (!cut) {
            targetEnd = end - 9;
            if (targetEnd <= targetStart || !isVersion(b, targetEnd + 1) || b[targetEnd] != ' ') {
                return false;
            }
            version = b[end - 1] == '0' ? "1.0" : "1.1";
        } else {
            version = "1.1";
        }
        method = MessageStart.method(b, from, methodEnd - from);
        target = text(b, targetStart, targetEnd, target);
        return true;
    }

    private boolean statusLine(byte[] b, int from, int end) {
        if (end - from < 12 || !isVersion(b, from) || b[from + 8] != ' ') {
            return false;
        }
        int code = 0;
        for (int i = from + 9; i < from + 12; i++) {
            if (b[i] < '0' || b[i] > '9') {
                return false;
            }
            code = code * 10 + b[i] - '0';
        }
        if (code < 100 || end - from > 12 && b[from + 12] != ' ') {
            return false;
        }
        status = code;
        return true;
    }

    private void field(byte[] b, int from, int end, String lastHost) {
        int colon = from;
        while (colon < end && b[colon] != ':') {
            colon++;
        }
        if (colon == end) {
            return;
        }
        int valueStart = colon + 1;
        while (valueStart < end && (b[valueStart] == ' ' || b[valueStart] == '\t')) {
            valueStart++;
        }
        switch (colon - from) {
            case 4 -> {
                if (named(b, from, "host")) {
                    host = text(b, valueStart, end, lastHost);
                }
            }
            case 7 -> {
                if (named(b, from, "upgrade")) {
                    upgrade = new String(b, valueStart, end - valueStart, StandardCharsets.ISO_8859_1);
                }
            }
            case 14 -> {
                if (named(b, from, "content-length")) {
                    contentLength = number(b, valueStart, end);
                }
            }
            case 17 -> {
                if (named(b, from, "transfer-encoding")) {
                    transferEncoded = true;
                    chunked = end - valueStart >= 7 && named(b, end - 7, "chunked");
                }
            }
            default -> {}
        }
    }

    /** A length; the first of a list of equal ones, as a repeated field may be folded into. */
    private static long number(byte[] b, int from, int end) {
        long n = 0;
        int at = from;
        while (at < end && b[at] >= '0' && b[at] <= '9') {
            if (n > Long.MAX_VALUE / 10 - 1) {
                return NO_LENGTH;
            }
            n = n * 10 + b[at++] - '0';
        }
        return at == from || at < end && b[at] != ',' && b[at] != ' ' ? NO_LENGTH : n;
    }

    private static boolean isVersion(byte[] b, int at) {
        return b[at] == 'H'
                && b[at + 1] == 'T'
                && b[at + 2] == 'T'
                && b[at + 3] == 'P'
                && b[at + 4] == '/'
                && b[at + 5] == '1'
                && b[at + 6] == '.'
                && b[at + 7] >= '0'
                && b[at + 7] <= '9';
    }

    private static boolean isToken(byte c) {
        return c >= 'A' && c <= 'Z'
                || c >= 'a' && c <= 'z'
                || c >= '0' && c <= '9'
                || c > ' ' && "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
    }

    private static boolean named(byte[] b, int from, String lowerCase) {
        for (int i = 0; i < lowerCase.length(); i++) {
            byte c = b[from + i];
            int lower = c >= 'A' && c <= 'Z' ? c + 32 : c;
            if (lower != lowerCase.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static int lineEnd(byte[] b, int from, int end) {
        int at = from;
        while (at < end && b[at] != '\n') {
            at++;
        }
        return at;
    }

    private static int trimEnd(byte[] b, int from, int end) {
        int at = end;
        while (at > from && (b[at - 1] == '\r' || b[at - 1] == ' ' || b[at - 1] == '\t')) {
            at--;
        }
        return at;
    }

    private static String text(byte[] b, int from, int end, String likely) {
        int length = end - from;
        if (likely.length() == length) {
            int i = 0;
            while (i < length && likely.charAt(i) == (b[from + i] & 0xff)) {
                i++;
            }
            if (i == length) {
                return likely;
            }
        }
        return new String(b, from, length, StandardCharsets.ISO_8859_1);
    }
}
