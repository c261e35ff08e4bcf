package dev.skep.events.http;

import dev.skep.events.http.MessageStart.Kind;
import dev.skep.events.model.HttpExchange.Role;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * One end of a TCP connection that may carry HTTP/1.x: takes what system calls moved, in order, and tells an
 * {@link HttpObserver} of the exchanges. Which side sends the requests is found out from the bytes.
 *
 * <p>It never throws, whatever the bytes are, and holds a bounded amount of them. Where bytes are missing it keeps its
 * place by declared lengths, or finds it again at the next message, and says so by {@link Exchange#truncated()}.
 *
 * <p>Requests and responses are paired in order (RFC 9112 §9.3). After a loss the order says nothing, and the
 * rule is that nobody pipelines: a new request means that those before it have been answered.
 */
public final class HttpConnection {
    /** Most requests that may be without response; of further ones only their number is kept. */
    static final int MAX_OUTSTANDING = 64;

    /** Most transfers that wait for their request, where a response is seen before it. */
    static final int MAX_HELD = 16;

    private final HttpObserver observer;
    private final ArrayDeque<OpenExchange> outstanding = new ArrayDeque<>(4);
    private final ArrayDeque<Transfer> held = new ArrayDeque<>(0);
    private final long[] nextOffset = {Transfer.UNKNOWN_OFFSET, Transfer.UNKNOWN_OFFSET};
    private final Opening[] openings = {new Opening(), new Opening()};
    private final RequestSide requests = new RequestSide();
    private final ResponseSide responses = new ResponseSide();
    private @Nullable Role role;
    private int unrecorded;
    private boolean tunnelled;

    public HttpConnection(HttpObserver observer) {
        this.observer = observer;
    }

    /** Whether nothing more will be reported: the connection became something else, or was closed. */
    public boolean finished() {
        return tunnelled;
    }

    /** Which side of HTTP this end is, or null while unknown. */
    public @Nullable Role role() {
        return role;
    }

    /** Takes what one call moved. Its buffer may be reused afterwards. */
    public void transfer(Transfer transfer) {
        if (tunnelled) {
            return;
        }
        long gap = gapBefore(transfer);
        if (role == null) {
            detect(transfer);
            return;
        }
        if (gap > 0) {
            pass(transfer.flow, gap);
        }
        deliver(transfer);
    }

    /** Whether a response is under way whose end can only be guessed, because part of it was not seen. */
    public boolean guessesEnd() {
        return !tunnelled && responses.reader.guessesEnd();
    }

    /** Takes such a response for ended if nothing of it has passed since a time of the monotonic clock. */
    public void endQuiet(long sinceNanos) {
        if (guessesEnd() && responses.reader.lastNanos() < sinceNanos) {
            responses.reader.endGuessed();
        }
    }

    /** The connection ended: reports what is open. Idempotent. */
    public void close(long nanos) {
        if (tunnelled) {
            return;
        }
        requests.reader.close();
        releaseHeld();
        responses.reader.close();
        flushOutstanding(nanos, 0);
        tunnelled = true;
    }

    private long gapBefore(Transfer transfer) {
        if (transfer.streamOffset == Transfer.UNKNOWN_OFFSET) {
            return 0;
        }
        int way = transfer.flow.ordinal();
        long expected = nextOffset[way];
        long next = transfer.streamOffset + transfer.totalBytes;
        if (expected == Transfer.UNKNOWN_OFFSET) {
            nextOffset[way] = next;
            return 0;
        }
        nextOffset[way] = Math.max(expected, next);
        return Math.max(0, transfer.streamOffset - expected);
    }

    private void detect(Transfer transfer) {
        Opening opening = openings[transfer.flow.ordinal()];
        switch (opening.classify(transfer)) {
            case REQUEST -> role = transfer.flow == Flow.SENT ? Role.CLIENT : Role.SERVER;
            case RESPONSE -> role = transfer.flow == Flow.SENT ? Role.SERVER : Role.CLIENT;
            case UNDECIDED -> {
                return;
            }
            case NEITHER -> {
                opening.length = 0;
                return;
            }
        }
        Transfer before = opening.take(transfer.flow);
        if (before != null) {
            deliver(before);
        }
        deliver(transfer);
    }

    private void pass(Flow flow, long gap) {
        if (isRequestFlow(flow)) {
            requests.reader.skip(gap);
            releaseHeld();
        } else if (responses.reader.idle()) {
            // Nobody pipelines: all but the latest request have had their answer, and it was lost.
            flushOutstanding(responses.reader.lastNanos(), 1);
            responses.reader.losePlace();
            responses.missed = !outstanding.isEmpty();
        } else {
            responses.reader.skip(gap);
        }
    }

    private boolean isRequestFlow(Flow flow) {
        return (flow == Flow.SENT) == (role == Role.CLIENT);
    }

    private void deliver(Transfer transfer) {
        if (isRequestFlow(transfer.flow)) {
            dismissHeldBefore(transfer.startNanos);
            requests.reader.read(transfer);
            releaseHeld();
        } else if (responses.earlierThanRequest() && held.size() < MAX_HELD) {
            held.add(transfer.copy());
        } else {
            releaseHeld();
            responses.reader.read(transfer);
        }
    }

    /** What had passed before a request began is no answer to it: its own request was never seen. */
    private void dismissHeldBefore(long nanos) {
        while (!held.isEmpty() && held.element().endNanos < nanos && outstanding.isEmpty()) {
            responses.reader.read(held.remove());
        }
    }

    /** Reads what waited for a request; all of it once there is no hope for one. */
    private void releaseHeld() {
        while (!held.isEmpty()) {
            boolean hopeless = held.size() >= MAX_HELD || requests.missed;
            if (!hopeless && responses.earlierThanRequest()) {
                return;
            }
            responses.reader.read(held.poll());
        }
    }

    private void flushOutstanding(long nanos, int keep) {
        while (outstanding.size() > keep) {
            OpenExchange open = outstanding.element();
            if (!open.responseDone) {
                open.endNanos = Math.max(nanos, open.startNanos);
                open.truncated |= keep > 0 || responses.missed;
            }
            emitFirst();
        }
    }

    private void emitFirst() {
        OpenExchange open = outstanding.remove();
        if (requests.current == open) {
            open.requestBytes = requests.reader.messageBytes();
        }
        if (responses.current == open) {
            responses.current = null;
        }
        long start = Math.min(open.startNanos, open.endNanos);
        observer.exchange(new Exchange(
                role == Role.CLIENT ? Role.CLIENT : Role.SERVER,
                open.method,
                open.target,
                open.host,
                open.version,
                open.status,
                open.requestBytes,
                open.responseBytes,
                start,
                open.status == 0 ? open.endNanos : Math.clamp(open.firstByteNanos, start, open.endNanos),
                open.endNanos,
                open.truncated,
                open.upgrade));
    }

    private void emitFinished() {
        while (!outstanding.isEmpty()) {
            OpenExchange open = outstanding.element();
            if (!open.responseDone || !open.requestDone) {
                return;
            }
            emitFirst();
        }
    }

    /** The first bytes of a direction, until they tell what they are. */
    private static final class Opening {
        private final byte[] bytes = new byte[MessageStart.DECISIVE_BYTES];
        private int length;
        private int before;
        private long nanos;

        Kind classify(Transfer transfer) {
            before = length;
            if (before == 0) {
                nanos = transfer.startNanos;
            }
            int n = Math.min(transfer.captured, bytes.length - length);
            System.arraycopy(transfer.bytes, transfer.offset, bytes, length, n);
            length += n;
            if (length == 0) {
                return Kind.NEITHER;
            }
            Kind kind = MessageStart.classify(bytes, 0, length);
            boolean more = length < bytes.length && transfer.captured == transfer.totalBytes;
            return kind == Kind.UNDECIDED && !more ? Kind.NEITHER : kind;
        }

        /** What came before the transfer that decided, or null. */
        @Nullable Transfer take(Flow flow) {
            return before == 0 ? null : new Transfer().whole(flow, nanos, bytes.clone(), 0, before);
        }
    }

    /** Listens to the requests. */
    private final class RequestSide implements MessageListener {
        private final MessageReader reader = new MessageReader(true, this);
        private @Nullable OpenExchange current;
        private boolean missed;

        @Override
        public Framing head(Head head, boolean cut) {
            if (responses.reader.guessesEnd() && outstanding.size() == 1) {
                responses.reader.endGuessed();
            }
            if (responses.missed) {
                flushOutstanding(responses.reader.lastNanos(), 0);
                responses.missed = false;
            }
            missed = false;
            if (outstanding.size() >= MAX_OUTSTANDING) {
                current = null;
                unrecorded++;
            } else {
                OpenExchange open = new OpenExchange();
                open.method = head.method;
                open.target = head.target;
                open.host = head.host;
                open.version = head.version;
                open.requestedUpgrade = head.upgrade;
                open.startNanos = reader.firstNanos();
                open.truncated = cut;
                open.requestDone = cut;
                current = open;
                outstanding.add(open);
            }
            if (cut) {
                return Framing.UNKNOWN;
            }
            if (head.chunked) {
                return Framing.CHUNKED;
            }
            return head.contentLength > 0 ? Framing.LENGTH : Framing.NONE;
        }

        @Override
        public void end(boolean whole) {
            OpenExchange open = current;
            current = null;
            if (open != null) {
                open.requestBytes = reader.messageBytes();
                open.requestDone = true;
                open.truncated |= !whole;
                emitFinished();
            }
        }

        @Override
        public void missed() {
            missed = true;
        }

        @Override
        public boolean mayBeGivenUp() {
            OpenExchange open = current;
            return open != null && open.responseDone;
        }
    }

    /** Listens to the responses. */
    private final class ResponseSide implements MessageListener {
        private final MessageReader reader = new MessageReader(false, this);
        private @Nullable OpenExchange current;
        private boolean interim;
        private boolean missed;

        /** Whether a response now would have no request, though its request may still turn up. */
        boolean earlierThanRequest() {
            return role == Role.CLIENT && reader.idle() && unrecorded == 0 && !requests.missed && unanswered() == null;
        }

        private @Nullable OpenExchange unanswered() {
            for (OpenExchange open : outstanding) {
                if (!open.responseDone) {
                    return open;
                }
            }
            return null;
        }

        @Override
        public Framing head(Head head, boolean cut) {
            int status = head.status;
            OpenExchange open = unanswered();
            current = open;
            missed &= outstanding.size() > 1;
            interim = status < 200 && status != 101;
            if (open != null && !interim) {
                open.status = status;
                open.firstByteNanos = reader.firstNanos();
                open.truncated |= cut;
            }
            String method = open == null ? "" : open.method;
            if (status == 101 || method.equals("CONNECT") && status / 100 == 2) {
                tunnel(open, head);
                return Framing.TUNNEL;
            }
            if (cut) {
                return Framing.UNKNOWN;
            }
            if (interim || status == 204 || status == 304 || method.equals("HEAD")) {
                return Framing.NONE;
            }
            if (head.transferEncoded) {
                return head.chunked ? Framing.CHUNKED : Framing.UNTIL_CLOSE;
            }
            return head.contentLength > 0
                    ? Framing.LENGTH
                    : head.contentLength == 0 ? Framing.NONE : Framing.UNTIL_CLOSE;
        }

        private void tunnel(@Nullable OpenExchange open, Head head) {
            if (open != null) {
                open.responseBytes += reader.messageBytes();
                open.responseDone = true;
                open.endNanos = reader.lastNanos();
                open.upgrade =
                        open.status != 101 ? "tunnel" : head.upgrade.isEmpty() ? open.requestedUpgrade : head.upgrade;
                flushOutstanding(open.endNanos, 0);
            }
            requests.reader.tunnel();
            tunnelled = true;
        }

        @Override
        public void end(boolean whole) {
            OpenExchange open = current;
            current = null;
            if (open == null) {
                if (!interim) {
                    unrecorded = Math.max(0, unrecorded - 1);
                    observer.unmatchedResponse();
                }
                return;
            }
            open.responseBytes += reader.messageBytes();
            open.truncated |= !whole;
            if (!interim) {
                open.responseDone = true;
                open.endNanos = reader.lastNanos();
                if (requests.current == open && requests.reader.guessesEnd()) {
                    open.requestDone = true;
                    open.truncated = true;
                }
                emitFinished();
            }
        }

        @Override
        public void missed() {
            if (unanswered() != null) {
                missed = true;
                for (OpenExchange open : outstanding) {
                    open.truncated |= !open.responseDone;
                }
            }
        }

        @Override
        public boolean mayBeGivenUp() {
            return outstanding.size() > 1;
        }
    }
}
