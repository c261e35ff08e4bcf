package dev.skep.events.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** One end of a connection for tests: feeds it text and keeps what it reports. A tick of the clock is one transfer. */
final class Wire implements HttpObserver {
    final List<Exchange> exchanges = new ArrayList<>();
    final HttpConnection connection = new HttpConnection(this);
    private final Transfer transfer = new Transfer();
    int unmatched;
    long now;

    @Override
    public void exchange(Exchange exchange) {
        exchanges.add(exchange);
    }

    @Override
    public void unmatchedResponse() {
        unmatched++;
    }

    Wire received(String text) {
        return whole(Flow.RECEIVED, bytes(text));
    }

    Wire sent(String text) {
        return whole(Flow.SENT, bytes(text));
    }

    /** A write whose first segment left before now. */
    Wire sentAt(long startNanos, String text) {
        byte[] bytes = bytes(text);
        transfer.whole(Flow.SENT, ++now, bytes, 0, bytes.length);
        transfer.startNanos = startNanos;
        connection.transfer(transfer);
        return this;
    }

    Wire whole(Flow flow, byte[] bytes) {
        now++;
        connection.transfer(transfer.whole(flow, now, bytes, 0, bytes.length));
        return this;
    }

    /** A call that moved more than was captured; {@code text} is its start and {@code tail} its end. */
    Wire partly(Flow flow, String text, long total, String tail) {
        byte[] bytes = bytes(text);
        transfer.whole(flow, ++now, bytes, 0, bytes.length);
        transfer.totalBytes = total;
        for (byte b : bytes(tail)) {
            transfer.tail = transfer.tail << 8 | b & 0xff;
            transfer.tailBytes++;
        }
        connection.transfer(transfer);
        return this;
    }

    /** A call at a known place of the stream. */
    Wire at(Flow flow, long offset, String text) {
        byte[] bytes = bytes(text);
        transfer.whole(flow, ++now, bytes, 0, bytes.length);
        transfer.streamOffset = offset;
        connection.transfer(transfer);
        return this;
    }

    Wire closed() {
        connection.close(++now);
        return this;
    }

    Exchange only() {
        if (exchanges.size() != 1) {
            throw new AssertionError("expected one exchange: " + exchanges);
        }
        return exchanges.getFirst();
    }

    List<String> summaries() {
        return exchanges.stream().map(Wire::summary).toList();
    }

    static String summary(Exchange e) {
        return e.method() + " " + e.target() + " " + e.status() + (e.truncated() ? " truncated" : "");
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
