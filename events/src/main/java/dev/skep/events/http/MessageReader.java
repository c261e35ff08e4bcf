package dev.skep.events.http;

import java.util.Arrays;

/**
 * Reads the messages of one direction of a connection: incrementally, keeping nothing but an unfinished head.
 *
 * <p>Bytes that were not captured are passed over by declared length. Where that is not possible the reader loses its place
 * and looks, at the start of each later call, for something that a message starts with; senders begin a message with a call
 * of its own unless they pipeline, so the place is found again at the next message.
 */
final class MessageReader {
    /** The longest head that is read. */
    static final int MAX_HEAD_BYTES = 16 * 1024;

    private static final byte[] NO_BYTES = {};

    private enum State {
        /** Between messages. */
        START,
        HEAD,
        LENGTH,
        CHUNKED,
        UNTIL_CLOSE,
        /** In a message whose length is unknown: it lasts until another starts. */
        UNKNOWN,
        /** Out of step, in no message. */
        LOST,
        TUNNEL
    }

    private final boolean requests;
    private final MessageListener listener;
    private final Head head = new Head();
    private final ChunkedBody chunks = new ChunkedBody();
    /** Bytes of a head in several calls; most connections never need it. */
    private byte[] headBytes = NO_BYTES;

    private int headLength;
    private State state = State.START;
    private long remaining;
    private long messageBytes;
    private long firstNanos;
    private long lastNanos;
    private long startNanos;
    private long endNanos;

    MessageReader(boolean requests, MessageListener listener) {
        this.requests = requests;
        this.listener = listener;
    }

    /** Bytes of the current message so far; of the last one between messages. */
    long messageBytes() {
        return messageBytes;
    }

    /** When the first byte of the current or last message passed. */
    long firstNanos() {
        return firstNanos;
    }

    /** When the latest byte of the current or last message passed. */
    long lastNanos() {
        return lastNanos;
    }

    /** Whether no message is under way. */
    boolean idle() {
        return state == State.START || state == State.LOST;
    }

    /** Whether the end of the message under way can only be guessed. */
    boolean guessesEnd() {
        return state == State.UNKNOWN || state == State.CHUNKED && chunks.blind();
    }

    /** Reads what a call moved. */
    void read(Transfer transfer) {
        startNanos = transfer.startNanos;
        endNanos = transfer.endNanos;
        byte[] b = transfer.bytes;
        int at = transfer.offset;
        int end = at + transfer.captured;
        if (at < end) {
            findStart(b, at, end);
        }
        while (at < end) {
            at = switch (state) {
                case START -> start(b, at, end);
                case HEAD -> head(b, at, end);
                case LENGTH -> at + (int) length(end - at);
                case CHUNKED -> chunked(b, at, end);
                case UNTIL_CLOSE, UNKNOWN -> {
                    count(end - at);
                    yield end;
                }
                case LOST, TUNNEL -> end;
            };
        }
        skip(transfer.totalBytes - transfer.captured);
        if (state == State.CHUNKED && chunks.blind() && ChunkedBody.endsWith(transfer)) {
            end(true);
        }
    }

    /** Passes over bytes that went unseen. */
    void skip(long count) {
        long left = count;
        while (left > 0) {
            switch (state) {
                case START, LOST -> {
                    state = State.LOST;
                    listener.missed();
                    return;
                }
                case HEAD -> {
                    count(left);
                    completeHead(headBytes, 0, headLength, true);
                    return;
                }
                case LENGTH -> left -= length(left);
                case CHUNKED -> {
                    count(left);
                    left = chunks.skip(left);
                }
                case UNTIL_CLOSE, UNKNOWN -> {
                    count(left);
                    return;
                }
                case TUNNEL -> {
                    return;
                }
            }
        }
    }

    /** Between messages: looks for the start of one at the next call. */
    void losePlace() {
        state = State.LOST;
    }

    /** Ends what is under way, because the connection did. */
    void close() {
        switch (state) {
            case HEAD -> {
                completeHead(headBytes, 0, headLength, true);
                if (!idle()) {
                    end(false);
                }
            }
            case UNTIL_CLOSE -> end(true);
            case LENGTH, CHUNKED, UNKNOWN -> end(false);
            case START, LOST, TUNNEL -> {}
        }
        state = State.TUNNEL;
    }

    /** Ends a message whose end can only be guessed: something came that comes after it. */
    void endGuessed() {
        end(false);
        state = State.LOST;
    }

    /** Stops reading: the connection is not HTTP any more. */
    void tunnel() {
        state = State.TUNNEL;
    }

    private void findStart(byte[] b, int at, int end) {
        boolean looking = switch (state) {
            case LOST, UNKNOWN -> true;
            case CHUNKED -> chunks.blind() || requests && listener.mayBeGivenUp();
            case LENGTH -> requests && listener.mayBeGivenUp();
            case UNTIL_CLOSE -> listener.mayBeGivenUp();
            case START, HEAD, TUNNEL -> false;
        };
        if (!looking) {
            return;
        }
        MessageStart.Kind kind = MessageStart.classify(b, at, end - at);
        boolean starts = kind == (requests ? MessageStart.Kind.REQUEST : MessageStart.Kind.RESPONSE);
        if (state == State.LOST) {
            if (starts || kind == MessageStart.Kind.UNDECIDED) {
                state = State.START;
            }
        } else if (starts) {
            end(state == State.UNTIL_CLOSE || state == State.LENGTH);
        }
    }

    private int start(byte[] b, int from, int end) {
        int at = from;
        while (at < end && (b[at] == '\r' || b[at] == '\n')) {
            at++;
        }
        if (at < end) {
            state = State.HEAD;
            headLength = 0;
            messageBytes = 0;
            firstNanos = startNanos;
        }
        return at;
    }

    private int head(byte[] b, int from, int end) {
        if (headLength == 0) {
            int headEnd = headEnd(b, from, from, end);
            if (headEnd > 0) {
                count(headEnd - from);
                completeHead(b, from, headEnd - from, false);
                return headEnd;
            }
        }
        int n = Math.min(end - from, MAX_HEAD_BYTES - headLength);
        append(b, from, n);
        int headEnd = headEnd(headBytes, 0, Math.max(0, headLength - n - 2), headLength);
        if (headEnd > 0) {
            int used = n - (headLength - headEnd);
            count(used);
            completeHead(headBytes, 0, headEnd, false);
            return from + used;
        }
        count(n);
        if (!plausible()) {
            lose();
            return end;
        }
        if (headLength == MAX_HEAD_BYTES) {
            completeHead(headBytes, 0, headLength, true);
        }
        return from + n;
    }

    private boolean plausible() {
        MessageStart.Kind kind = MessageStart.classify(headBytes, 0, Math.min(headLength, MessageStart.DECISIVE_BYTES));
        return switch (kind) {
            case REQUEST -> requests;
            case RESPONSE -> !requests;
            case UNDECIDED -> true;
            // In step, any token may be a method.
            case NEITHER -> requests && headBytes[0] >= 'A' && headBytes[0] <= 'Z';
        };
    }

    private void append(byte[] b, int from, int n) {
        if (headLength + n > headBytes.length) {
            headBytes = Arrays.copyOf(headBytes, Math.clamp(2L * (headLength + n), 256, MAX_HEAD_BYTES));
        }
        System.arraycopy(b, from, headBytes, headLength, n);
        headLength += n;
    }

    /** Where the empty line that ends a head ends, or 0; the search starts at {@code at}, the head at {@code from}. */
    private static int headEnd(byte[] b, int from, int at, int end) {
        for (int i = at; i < end; i++) {
            if (b[i] == '\n' && i > from) {
                if (i + 1 < end && b[i + 1] == '\n') {
                    return i + 2;
                }
                if (i + 2 < end && b[i + 1] == '\r' && b[i + 2] == '\n') {
                    return i + 3;
                }
            }
        }
        return 0;
    }

    private void completeHead(byte[] b, int from, int length, boolean cut) {
        headLength = 0;
        headBytes = NO_BYTES;
        if (!head.parse(b, from, length, requests, cut)) {
            lose();
            return;
        }
        Framing framing = listener.head(head, cut);
        switch (framing) {
            case NONE -> end(true);
            case LENGTH -> {
                remaining = head.contentLength;
                state = State.LENGTH;
            }
            case CHUNKED -> {
                chunks.start();
                state = State.CHUNKED;
            }
            case UNTIL_CLOSE -> state = State.UNTIL_CLOSE;
            case UNKNOWN -> state = State.UNKNOWN;
            case TUNNEL -> state = State.TUNNEL;
        }
    }

    private long length(long available) {
        long n = Math.min(remaining, available);
        remaining -= n;
        count(n);
        if (remaining == 0) {
            end(true);
        }
        return n;
    }

    private int chunked(byte[] b, int from, int end) {
        int at = chunks.read(b, from, end);
        count(at - from);
        if (chunks.done()) {
            end(true);
        }
        return at;
    }

    private void count(long n) {
        messageBytes += n;
        lastNanos = endNanos;
    }

    private void end(boolean whole) {
        state = State.START;
        listener.end(whole);
    }

    private void lose() {
        state = State.LOST;
        headLength = 0;
        listener.missed();
    }
}
