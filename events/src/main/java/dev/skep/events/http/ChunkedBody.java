package dev.skep.events.http;

import java.nio.charset.StandardCharsets;

/**
 * Finds the end of a chunked body (RFC 9112 §7.1) without keeping any of it. Chunk data may go unseen; once a chunk's size
 * line goes unseen the body is <em>blind</em>, and only the last chunk at the very end of a call ends it.
 */
final class ChunkedBody {
    private static final byte[] LAST_CHUNK = "\r\n0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ONLY_LAST_CHUNK = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private enum State {
        SIZE,
        EXTENSION,
        DATA,
        DATA_END,
        TRAILER_START,
        TRAILER,
        DONE,
        BLIND
    }

    private State state = State.SIZE;
    private long remaining;
    private int digits;
    private int lineEndSeen;

    void start() {
        state = State.SIZE;
        remaining = 0;
        digits = 0;
    }

    boolean done() {
        return state == State.DONE;
    }

    boolean blind() {
        return state == State.BLIND;
    }

    /** Whether a call that ends with these bytes ends a body that went blind. */
    static boolean endsWith(Transfer transfer) {
        return transfer.endsWith(LAST_CHUNK) || transfer.totalBytes == 5 && transfer.endsWith(ONLY_LAST_CHUNK);
    }

    /** Reads bytes up to the end of the body; returns where it stopped. */
    int read(byte[] b, int from, int end) {
        int at = from;
        while (at < end) {
            switch (state) {
                case DATA -> {
                    int n = (int) Math.min(remaining, end - at);
                    at += n;
                    remaining -= n;
                    if (remaining == 0) {
                        endData();
                    }
                }
                case DONE -> {
                    return at;
                }
                case BLIND -> {
                    return end;
                }
                default -> step(b[at++]);
            }
        }
        return at;
    }

    /** Passes over bytes that were not seen; returns how many of them lie beyond the body. */
    long skip(long count) {
        if (state != State.DATA && state != State.DATA_END) {
            state = State.BLIND;
            return 0;
        }
        long left = count;
        if (state == State.DATA) {
            long n = Math.min(remaining, left);
            remaining -= n;
            left -= n;
            if (remaining > 0) {
                return 0;
            }
            endData();
        }
        int lineEnd = (int) Math.min(2 - lineEndSeen, left);
        lineEndSeen += lineEnd;
        left -= lineEnd;
        if (lineEndSeen == 2) {
            start();
        }
        if (left > 0) {
            state = State.BLIND;
        }
        return 0;
    }

    private void endData() {
        state = State.DATA_END;
        lineEndSeen = 0;
    }

    private void step(byte c) {
        switch (state) {
            case SIZE -> size(c);
            case EXTENSION -> {
                if (c == '\n') {
                    endSize();
                }
            }
            case DATA_END -> {
                if (c == '\n') {
                    start();
                } else if (c == '\r' && lineEndSeen == 0) {
                    lineEndSeen = 1;
                } else {
                    state = State.BLIND;
                }
            }
            case TRAILER_START -> {
                if (c == '\n') {
                    state = State.DONE;
                } else if (c != '\r') {
                    state = State.TRAILER;
                }
            }
            case TRAILER -> {
                if (c == '\n') {
                    state = State.TRAILER_START;
                }
            }
            case DATA, DONE, BLIND -> {}
        }
    }

    private void size(byte c) {
        int digit = Character.digit(c, 16);
        if (digit >= 0 && digits < 15) {
            remaining = remaining << 4 | digit;
            digits++;
        } else if (digits == 0 || digit >= 0) {
            state = State.BLIND;
        } else if (c == '\n') {
            endSize();
        } else if (c == ';' || c == '\r' || c == ' ' || c == '\t') {
            state = State.EXTENSION;
        } else {
            state = State.BLIND;
        }
    }

    private void endSize() {
        state = remaining == 0 ? State.TRAILER_START : State.DATA;
    }
}
