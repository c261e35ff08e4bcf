package dev.skep.events.pipeline;

import static dev.skep.events.pipeline.RecordLayout.charAt;
import static dev.skep.events.pipeline.RecordLayout.intAt;
import static dev.skep.events.pipeline.RecordLayout.longAt;

import dev.skep.events.EventSink;
import dev.skep.events.http.Exchange;
import dev.skep.events.http.Flow;
import dev.skep.events.http.HttpConnection;
import dev.skep.events.http.HttpObserver;
import dev.skep.events.http.Transfer;
import dev.skep.events.identity.ProcessTable;
import dev.skep.events.identity.WallClock;
import dev.skep.events.model.Connection;
import dev.skep.events.model.Direction;
import dev.skep.events.model.HttpExchange;
import dev.skep.events.model.ProcessInfo;
import dev.skep.events.model.TcpClosed;
import dev.skep.events.model.TcpFailed;
import dev.skep.events.model.TcpOpened;
import dev.skep.events.probe.Dismissal;
import dev.skep.events.probe.Records;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;

/** Records of TCP connections and of what moved over them. */
final class ConnectionDecoder {
    /** Most connections whose HTTP state is kept; beyond it the one used longest ago is forgotten. */
    static final int MAX_CONNECTIONS = 32_768;

    private static final int AF_INET = 2;

    /** Transfers after which a connection that shows no HTTP is dismissed. */
    private static final int PATIENCE = 8;

    /** Silence after which a response whose end went unseen is taken for ended. */
    private static final long QUIET_NANOS = 1_000_000_000L;

    private final ProcessTable processes;
    private final Admission admission;
    private final WallClock clock;
    private final EventSink sink;
    private final Dismissal dismissal;
    private final LossLedger.Counter unmatched;
    private final LossLedger.Counter evicted;
    private final LossLedger.Counter faults;
    private final ArrayDeque<Tracked> guessing = new ArrayDeque<>();
    private final Transfer transfer = new Transfer();
    private final byte[] captured = new byte[Records.Moved.MOST_CAPTURED];
    private final Map<Long, Tracked> connections = new LinkedHashMap<>(1024, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Tracked> eldest) {
            boolean full = size() > MAX_CONNECTIONS;
            if (full) {
                evicted.increment();
            }
            return full;
        }
    };

    ConnectionDecoder(
            ProcessTable processes,
            Admission admission,
            WallClock clock,
            LossLedger ledger,
            Dismissal dismissal,
            EventSink sink) {
        this.processes = processes;
        this.admission = admission;
        this.clock = clock;
        this.sink = sink;
        this.dismissal = dismissal;
        this.unmatched = ledger.counter("pipeline/http", "unmatched_response");
        this.evicted = ledger.counter("pipeline/http", "connections_full");
        this.faults = ledger.counter("tp_btf/sys_exit", "read_fault");
    }

    void opened(MemorySegment ring, long at) {
        if (admission.tcp()) {
            sink.accept(new TcpOpened(
                    time(ring, at),
                    process(ring, at),
                    connection(ring, at),
                    longAt(ring, at + RecordLayout.TCP_DURATION)));
        }
    }

    void failed(MemorySegment ring, long at) {
        if (admission.tcp()) {
            sink.accept(new TcpFailed(
                    time(ring, at),
                    process(ring, at),
                    connection(ring, at),
                    longAt(ring, at + RecordLayout.TCP_DURATION),
                    intAt(ring, at + RecordLayout.TCP_ERRNO)));
        }
    }

    void closed(MemorySegment ring, long at) {
        Tracked tracked = connections.remove(longAt(ring, at + RecordLayout.CONNECTION));
        if (tracked != null) {
            tracked.http.close(longAt(ring, at + RecordLayout.KTIME));
        }
        if (admission.tcp()) {
            sink.accept(new TcpClosed(
                    time(ring, at),
                    process(ring, at),
                    connection(ring, at),
                    longAt(ring, at + RecordLayout.TCP_SENT),
                    longAt(ring, at + RecordLayout.TCP_RECEIVED),
                    longAt(ring, at + RecordLayout.TCP_DURATION),
                    intAt(ring, at + RecordLayout.TCP_ROUND_TRIP),
                    intAt(ring, at + RecordLayout.TCP_RETRANSMITS),
                    intAt(ring, at + RecordLayout.TCP_ERRNO)));
        }
    }

    void moved(MemorySegment ring, long at, int length) {
        if (!admission.http()) {
            return;
        }
        Long id = longAt(ring, at + RecordLayout.CONNECTION);
        Tracked tracked = connections.get(id);
        if (tracked == null) {
            tracked = new Tracked(connection(ring, at));
            connections.put(id, tracked);
        }
        tracked.pid = intAt(ring, at + RecordLayout.PID);
        tracked.startBoottime = longAt(ring, at + RecordLayout.START_BOOTTIME);
        if (intAt(ring, at + RecordLayout.MOVED_FAULT) != 0) {
            faults.increment();
        }
        int bytes = intAt(ring, at + RecordLayout.MOVED_CAPTURED);
        java.util.Objects.checkFromIndexSize(0, bytes, Math.min(captured.length, length - RecordLayout.MOVED_DATA));
        MemorySegment.copy(ring, ValueLayout.JAVA_BYTE, at + RecordLayout.MOVED_DATA, captured, 0, bytes);
        transfer.flow = intAt(ring, at + RecordLayout.MOVED_SENT) != 0 ? Flow.SENT : Flow.RECEIVED;
        transfer.startNanos = longAt(ring, at + RecordLayout.MOVED_START);
        transfer.endNanos = longAt(ring, at + RecordLayout.KTIME);
        transfer.streamOffset = longAt(ring, at + RecordLayout.MOVED_OFFSET);
        transfer.totalBytes = longAt(ring, at + RecordLayout.MOVED_TOTAL);
        transfer.bytes = captured;
        transfer.offset = 0;
        transfer.captured = (int) Math.min(bytes, transfer.totalBytes);
        transfer.tail = Long.reverseBytes(longAt(ring, at + RecordLayout.MOVED_TAIL));
        transfer.tailBytes = Math.clamp(intAt(ring, at + RecordLayout.MOVED_TAIL_BYTES), 0, Transfer.TAIL_BYTES);
        tracked.http.transfer(transfer);
        if (!tracked.guessing && tracked.http.guessesEnd()) {
            tracked.guessing = true;
            guessing.add(tracked);
        }
        if (tracked.isNotHttp()) {
            dismissal.dismiss(longAt(ring, at + RecordLayout.MOVED_SOCKET), id);
        }
    }

    /** Ends responses whose end went unseen and of which nothing has come for a while. */
    void endQuiet(long nowNanos) {
        for (int left = guessing.size(); left > 0; left--) {
            Tracked tracked = guessing.remove();
            tracked.http.endQuiet(nowNanos - QUIET_NANOS);
            tracked.guessing = tracked.http.guessesEnd();
            if (tracked.guessing) {
                guessing.add(tracked);
            }
        }
    }

    private long time(MemorySegment ring, long at) {
        return clock.unixNanos(longAt(ring, at + RecordLayout.KTIME));
    }

    private ProcessInfo process(MemorySegment ring, long at) {
        return process(intAt(ring, at + RecordLayout.PID), longAt(ring, at + RecordLayout.START_BOOTTIME));
    }

    private ProcessInfo process(int pid, long startBoottime) {
        ProcessInfo known = processes.find(pid, startBoottime);
        return known != null ? known : ProcessInfo.unknown(pid, "");
    }

    private static Connection connection(MemorySegment ring, long at) {
        Direction direction = switch (charAt(ring, at + RecordLayout.DIRECTION)) {
            case 1 -> Direction.OUTBOUND;
            case 2 -> Direction.INBOUND;
            default -> Direction.UNKNOWN;
        };
        int bytes = charAt(ring, at + RecordLayout.FAMILY) == AF_INET ? 4 : 16;
        return new Connection(
                longAt(ring, at + RecordLayout.CONNECTION),
                direction,
                address(ring, at + RecordLayout.LOCAL, bytes, charAt(ring, at + RecordLayout.LOCAL_PORT)),
                address(ring, at + RecordLayout.REMOTE, bytes, charAt(ring, at + RecordLayout.REMOTE_PORT)));
    }

    private static InetSocketAddress address(MemorySegment ring, long at, int bytes, int port) {
        byte[] address = new byte[bytes];
        MemorySegment.copy(ring, ValueLayout.JAVA_BYTE, at, address, 0, bytes);
        try {
            return new InetSocketAddress(InetAddress.getByAddress(address), port);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of " + bytes + " bytes", e);
        }
    }

    /** A connection that carries HTTP. */
    private final class Tracked implements HttpObserver {
        private final Connection connection;
        private final HttpConnection http = new HttpConnection(this);
        private int pid;
        private long startBoottime;
        private int strange;
        private boolean dismissed;
        private boolean guessing;

        Tracked(Connection connection) {
            this.connection = connection;
        }

        /** Whether it has just become clear that no more HTTP will come. */
        boolean isNotHttp() {
            if (dismissed || !http.finished() && (http.role() != null || ++strange < PATIENCE)) {
                return false;
            }
            dismissed = true;
            return true;
        }

        @Override
        public void exchange(Exchange e) {
            sink.accept(new HttpExchange(
                    clock.unixNanos(e.endNanos()),
                    process(pid, startBoottime),
                    connection,
                    e.role(),
                    e.method(),
                    e.target(),
                    e.host(),
                    e.version(),
                    e.status(),
                    e.requestBytes(),
                    e.responseBytes(),
                    e.endNanos() - e.startNanos(),
                    e.firstByteNanos() - e.startNanos(),
                    e.truncated(),
                    e.upgrade()));
        }

        @Override
        public void unmatchedResponse() {
            unmatched.increment();
        }
    }
}
