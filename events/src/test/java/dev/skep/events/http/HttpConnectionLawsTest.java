package dev.skep.events.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What holds for every dialogue and every way to cut it into calls. Seeds of failures are in the messages. */
@Tag("unit")
class HttpConnectionLawsTest {
    private static final String[] METHODS = {"GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH", "BREW"};
    private static final int[] STATUSES = {200, 201, 204, 304, 404, 500};

    /** A message on the wire, as it is given and as it should be found. */
    private record Message(byte[] wire, String summary) {}

    private final List<Message> requests = new ArrayList<>();
    private final List<Message> responses = new ArrayList<>();

    @Test
    void anySplitOfADialogueGivesTheSameExchanges() {
        for (long seed = 1; seed <= 3_000; seed++) {
            Random random = new Random(seed);
            dialogue(random, false);
            Wire wire = new Wire();
            play(wire, random, random.nextBoolean());
            wire.closed();

            assertThat(found(wire)).as("seed %d", seed).isEqualTo(expected());
        }
    }

    @Test
    void bodiesThatAreNotCapturedChangeNothing() {
        for (long seed = 1; seed <= 2_000; seed++) {
            Random random = new Random(seed);
            dialogue(random, true);
            Wire wire = new Wire();
            for (int i = 0; i < requests.size(); i++) {
                inCallsOfOneMessage(wire, Flow.SENT, requests.get(i).wire, random);
                inCallsOfOneMessage(wire, Flow.RECEIVED, responses.get(i).wire, random);
            }
            wire.closed();

            assertThat(found(wire).stream().map(s -> s.replace(" truncated", "")))
                    .as("seed %d", seed)
                    .isEqualTo(expected());
        }
    }

    @Test
    void garbageNeverThrowsAndNeverReportsMoreThanItIsFed() {
        byte[][] seeds = {
            Wire.bytes("GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\n"),
            Wire.bytes("POST /x HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n"),
            Wire.bytes("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"),
            Wire.bytes("HTTP/1.1 101 X\r\n\r\n"),
            Wire.bytes("\r\n\r\n\n"),
            Wire.bytes("CONNECT x HTTP/1.1\n\n"),
            Wire.bytes("HTTP/1.0 999 \n\n"),
            Wire.bytes("HEAD"),
            Wire.bytes(" / HTTP/1.1\r\n"),
        };
        for (long seed = 1; seed <= 20_000; seed++) {
            Random random = new Random(seed);
            Wire wire = new Wire();
            Transfer transfer = new Transfer();
            long moved = 0;
            try {
                for (int call = 0; call < 20; call++) {
                    byte[] bytes = seeds[random.nextInt(seeds.length)].clone();
                    for (int flips = random.nextInt(4); flips > 0; flips--) {
                        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
                    }
                    int from = random.nextInt(bytes.length);
                    transfer.whole(
                            Flow.values()[random.nextInt(2)],
                            call,
                            bytes,
                            from,
                            random.nextInt(bytes.length - from + 1));
                    transfer.totalBytes += random.nextInt(3) == 0 ? random.nextInt(100_000) : 0;
                    transfer.streamOffset = random.nextInt(4) - 1L + random.nextInt(2) * random.nextInt(1000);
                    transfer.tailBytes = random.nextInt(9);
                    transfer.tail = random.nextLong();
                    moved += transfer.totalBytes + Math.max(0, transfer.streamOffset);
                    wire.connection.transfer(transfer);
                }
                wire.closed();
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed, e);
            }
            long reported = wire.exchanges.stream()
                    .mapToLong(e -> e.requestBytes() + e.responseBytes())
                    .sum();
            assertThat(reported).as("seed %d", seed).isBetween(0L, moved * 2);
        }
    }

    /** With {@code plain} only what is found again without being seen whole: known methods, CRLF, no trailers. */
    private void dialogue(Random random, boolean plain) {
        requests.clear();
        responses.clear();
        int count = 1 + random.nextInt(6);
        for (int i = 0; i < count; i++) {
            String method = METHODS[random.nextInt(i == 0 || plain ? METHODS.length - 1 : METHODS.length)];
            boolean body = method.startsWith("P");
            String line = method + " /" + "p".repeat(random.nextInt(30)) + i;
            byte[] request = message(random, line + " HTTP/1.1", "Host: h" + i, body, false, plain);
            requests.add(new Message(request, line));

            int status = STATUSES[random.nextInt(STATUSES.length)];
            boolean empty = method.equals("HEAD") || status == 204 || status == 304;
            boolean last = i == count - 1;
            ByteArrayOutputStream response = new ByteArrayOutputStream();
            if (random.nextInt(8) == 0) {
                response.writeBytes(Wire.bytes("HTTP/1.1 100 Continue\r\n\r\n"));
            }
            response.writeBytes(message(random, "HTTP/1.1 " + status + " R", "Server: s", !empty, last, plain));
            if (empty && random.nextBoolean()) {
                response.reset();
                response.writeBytes(Wire.bytes("HTTP/1.1 " + status + " R\r\nContent-Length: 77\r\n\r\n"));
            }
            responses.add(new Message(response.toByteArray(), " " + status));
        }
    }

    private static byte[] message(
            Random random, String line, String field, boolean body, boolean mayLastUntilClose, boolean plain) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        String eol = !plain && random.nextInt(5) == 0 ? "\n" : "\r\n";
        String fields = line + eol + field + eol + "X-Pad: " + "x".repeat(random.nextInt(60)) + eol;
        byte[] content = new byte[random.nextInt(5) == 0 ? 0 : random.nextInt(3_000)];
        random.nextBytes(content);
        switch (body ? random.nextInt(mayLastUntilClose ? 3 : 2) : -1) {
            case 0 -> {
                out.writeBytes(Wire.bytes(fields + "Content-Length: " + content.length + eol + eol));
                out.writeBytes(content);
            }
            case 1 -> {
                out.writeBytes(Wire.bytes(fields + "Transfer-Encoding: chunked" + eol + eol));
                int at = 0;
                while (at < content.length) {
                    int n = Math.min(content.length - at, 1 + random.nextInt(900));
                    out.writeBytes(
                            Wire.bytes(Integer.toHexString(n) + (random.nextInt(4) == 0 ? ";e=1" : "") + "\r\n"));
                    out.write(content, at, n);
                    out.writeBytes(Wire.bytes("\r\n"));
                    at += n;
                }
                out.writeBytes(Wire.bytes(!plain && random.nextInt(4) == 0 ? "0\r\nT: v\r\n\r\n" : "0\r\n\r\n"));
            }
            case 2 -> {
                out.writeBytes(Wire.bytes(fields + eol));
                out.writeBytes(content);
            }
            default -> {
                boolean response = line.startsWith("HTTP");
                out.writeBytes(Wire.bytes(fields + (response ? "Content-Length: 0" + eol : "") + eol));
            }
        }
        return out.toByteArray();
    }

    /** Plays the dialogue in random calls; a response never starts before its request has ended. */
    private void play(Wire wire, Random random, boolean server) {
        byte[] sent = join(server ? responses : requests);
        byte[] received = join(server ? requests : responses);
        long[] requestEnds = ends(requests);
        long[] responseEnds = ends(responses);
        int[] at = {0, 0};
        while (at[0] < sent.length || at[1] < received.length) {
            int way = random.nextInt(2);
            byte[] bytes = way == 0 ? sent : received;
            long limit = bytes.length;
            boolean isResponse = way == (server ? 0 : 1);
            if (isResponse) {
                long requested = at[1 - way];
                int done = 0;
                while (done < requestEnds.length && requestEnds[done] <= requested) {
                    done++;
                }
                limit = done == 0 ? 0 : responseEnds[done - 1];
            }
            int n = (int) Math.min(limit - at[way], 1 + random.nextInt(random.nextBoolean() ? 20 : 4_000));
            if (n > 0) {
                byte[] call = java.util.Arrays.copyOfRange(bytes, at[way], at[way] + n);
                wire.whole(way == 0 ? Flow.SENT : Flow.RECEIVED, call);
                at[way] += n;
            }
        }
    }

    /** The head and a little is captured of the first call, and a few bytes of the later ones. */
    private static void inCallsOfOneMessage(Wire wire, Flow flow, byte[] message, Random random) {
        Transfer transfer = new Transfer();
        int at = 0;
        while (at < message.length) {
            int least = at == 0 ? Math.min(message.length, 400) : 1;
            int n = Math.min(message.length - at, least + random.nextInt(1_500));
            transfer.whole(flow, ++wire.now, message, at, Math.min(n, at == 0 ? 400 : 64));
            transfer.totalBytes = n;
            transfer.tailBytes = Math.min(n, Transfer.TAIL_BYTES);
            for (int i = at + n - transfer.tailBytes; i < at + n; i++) {
                transfer.tail = transfer.tail << 8 | message[i] & 0xff;
            }
            wire.connection.transfer(transfer);
            at += n;
        }
    }

    private static byte[] join(List<Message> messages) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        messages.forEach(m -> out.writeBytes(m.wire));
        return out.toByteArray();
    }

    private static long[] ends(List<Message> messages) {
        long[] ends = new long[messages.size()];
        long end = 0;
        for (int i = 0; i < ends.length; i++) {
            end += messages.get(i).wire.length;
            ends[i] = end;
        }
        return ends;
    }

    private List<String> expected() {
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < requests.size(); i++) {
            Message request = requests.get(i);
            Message response = responses.get(i);
            expected.add("h" + i + " " + request.summary + response.summary + " " + request.wire.length + " "
                    + response.wire.length);
        }
        return expected;
    }

    private static List<String> found(Wire wire) {
        return wire.exchanges.stream()
                .map(e -> e.host() + " " + e.method() + " " + e.target() + " " + e.status() + " " + e.requestBytes()
                        + " " + e.responseBytes() + (e.truncated() ? " truncated" : ""))
                .toList();
    }
}
