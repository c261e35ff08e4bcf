package dev.skep.events.pipeline;

import static dev.skep.events.pipeline.RecordLayout.intAt;
import static dev.skep.events.pipeline.RecordLayout.longAt;

import dev.skep.bpf.ring.RecordHandler;
import dev.skep.events.EventSink;
import dev.skep.events.identity.Cgroups;
import dev.skep.events.identity.CommandLine;
import dev.skep.events.identity.ProcessTable;
import dev.skep.events.identity.WallClock;
import dev.skep.events.model.ProcessExited;
import dev.skep.events.model.ProcessInfo;
import dev.skep.events.model.ProcessStarted;
import dev.skep.events.probe.Dismissal;
import dev.skep.events.probe.Records;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Turns the probes' records into events, in the order in which they come: decodes each in place, keeps the process table,
 * attributes, and hands the event to the sink. Confined to one thread. A record that cannot be read is counted in the
 * ledger and passed over.
 */
public final class RecordDecoder implements RecordHandler {
    private final ProcessTable processes = new ProcessTable();
    private final Map<Integer, Long> announced = new HashMap<>();
    private final Cgroups cgroups;
    private final Admission admission;
    private final ConnectionDecoder connections;
    private final WallClock clock;
    private final EventSink sink;
    private final LossLedger.Counter undecodable;
    private byte[] text = new byte[1024];
    private volatile int observerPid;

    public RecordDecoder(
            Admission admission,
            Cgroups cgroups,
            WallClock clock,
            LossLedger ledger,
            Dismissal dismissal,
            EventSink sink) {
        this.admission = admission;
        this.cgroups = cgroups;
        this.clock = clock;
        this.sink = event -> {
            if (event.process().pid() != observerPid
                    || admission.filter().excludePid().isEmpty()) {
                sink.accept(event);
            }
        };
        this.undecodable = ledger.counter("pipeline/decode", "decode_error");
        this.connections = new ConnectionDecoder(processes, admission, clock, ledger, dismissal, this.sink);
    }

    @Override
    public void onRecord(MemorySegment ring, long offset, int length) {
        try {
            decode(ring, offset, length);
        } catch (IndexOutOfBoundsException shorterThanItSays) {
            undecodable.increment();
        }
    }

    /** Does what time brings: to be called now and then, between records. */
    public void tick(long nowNanos) {
        connections.endQuiet(nowNanos);
        processes.expire(nowNanos);
    }

    /**
     * Skep's own pid as the kernel knows it, from the walk over existing processes; 0 before. In a pid namespace it is not
     * the one by which the programs were told to leave Skep alone, so its events are left out here.
     */
    public int observerPid() {
        return observerPid;
    }

    private void decode(MemorySegment ring, long at, int length) {
        if (length < RecordLayout.HEADER_BYTES) {
            undecodable.increment();
            return;
        }
        switch (intAt(ring, at + RecordLayout.KIND)) {
            case Records.EXECUTED -> process(ring, at, length, false);
            case Records.EXISTING -> process(ring, at, length, true);
            case Records.FORKED -> fork(ring, at);
            case Records.EXITED -> exit(ring, at);
            case Records.TCP_OPENED -> connections.opened(ring, at);
            case Records.TCP_CLOSED -> connections.closed(ring, at);
            case Records.TCP_FAILED -> connections.failed(ring, at);
            case Records.MOVED -> connections.moved(ring, at, length);
            case Records.CGROUP_MADE -> cgroup(ring, at, length);
            default -> undecodable.increment();
        }
    }

    private void process(MemorySegment ring, long at, int length, boolean existing) {
        int pid = intAt(ring, at + RecordLayout.PID);
        long ktime = longAt(ring, at + RecordLayout.KTIME);
        long start = longAt(ring, at + RecordLayout.START_BOOTTIME);
        if (existing) {
            observerPid = intAt(ring, at + RecordLayout.PROCESS_OBSERVER);
            if (announced.getOrDefault(pid, 0L) == start) {
                return;
            }
        }
        ProcessInfo process = info(ring, at, length, pid, start, existing);
        processes.put(process, ktime);
        if (pid != observerPid && (!existing || admission.admits(process))) {
            announced.put(pid, start);
            if (admission.processes()) {
                sink.accept(new ProcessStarted(clock.unixNanos(ktime), process, existing));
            }
        }
    }

    private ProcessInfo info(MemorySegment ring, long at, int length, int pid, long start, boolean existing) {
        int flags = intAt(ring, at + RecordLayout.PROCESS_FLAGS);
        int executable = intAt(ring, at + RecordLayout.PROCESS_EXECUTABLE_BYTES);
        int cwd = intAt(ring, at + RecordLayout.PROCESS_CWD_BYTES);
        int arguments = intAt(ring, at + RecordLayout.PROCESS_ARGUMENT_BYTES);
        int textBytes = length - RecordLayout.PROCESS_TEXT;
        java.util.Objects.checkFromIndexSize(0, executable + cwd + arguments, textBytes);
        boolean thread = (flags & Records.Image.KERNEL_THREAD) != 0;
        boolean executableWhole = (flags & Records.Image.EXECUTABLE_WHOLE) != 0;
        boolean cwdWhole = (flags & Records.Image.CWD_WHOLE) != 0;
        String comm = name(ring, at + RecordLayout.PROCESS_COMM);
        copy(ring, at + RecordLayout.PROCESS_TEXT, textBytes);
        String executablePath = thread ? "" : CommandLine.path(text, 0, executable, executableWhole);
        String cwdPath = thread ? "" : CommandLine.path(text, executable, cwd, cwdWhole);
        List<String> argv = existing && !thread
                ? ProcFile.arguments(pid)
                : CommandLine.arguments(text, executable + cwd, arguments);
        long cgroup = longAt(ring, at + RecordLayout.PROCESS_CGROUP);
        return new ProcessInfo(
                pid,
                start,
                intAt(ring, at + RecordLayout.PROCESS_PARENT),
                intAt(ring, at + RecordLayout.PROCESS_UID),
                intAt(ring, at + RecordLayout.PROCESS_GID),
                comm,
                executablePath,
                argv,
                (flags & Records.Image.ARGUMENTS_CUT) != 0,
                cwdPath,
                cgroup,
                cgroups.container(cgroup));
    }

    private void fork(MemorySegment ring, long at) {
        processes.fork(
                intAt(ring, at + RecordLayout.FORK_PARENT),
                intAt(ring, at + RecordLayout.PID),
                longAt(ring, at + RecordLayout.START_BOOTTIME),
                name(ring, at + RecordLayout.FORK_COMM),
                longAt(ring, at + RecordLayout.KTIME));
    }

    /** Only what was reported as started is reported as ended: a fork that executes nothing is part of its parent. */
    private void exit(MemorySegment ring, long at) {
        int pid = intAt(ring, at + RecordLayout.PID);
        long start = longAt(ring, at + RecordLayout.START_BOOTTIME);
        long ktime = longAt(ring, at + RecordLayout.KTIME);
        ProcessInfo process = processes.find(pid, start);
        processes.exit(pid, start, ktime);
        if (process == null || !announced.remove(pid, start) || !admission.processes()) {
            return;
        }
        int status = intAt(ring, at + RecordLayout.EXIT_STATUS);
        sink.accept(new ProcessExited(
                clock.unixNanos(ktime),
                process,
                status >>> 8 & 0xff,
                status & 0x7f,
                (status & 0x80) != 0,
                longAt(ring, at + RecordLayout.EXIT_DURATION)));
    }

    private void cgroup(MemorySegment ring, long at, int length) {
        int bytes = length - RecordLayout.CGROUP_PATH;
        copy(ring, at + RecordLayout.CGROUP_PATH, bytes);
        cgroups.add(longAt(ring, at + RecordLayout.CGROUP_ID), CommandLine.text(text, 0, bytes));
    }

    private String name(MemorySegment ring, long at) {
        copy(ring, at, 16);
        return CommandLine.text(text, 0, 16);
    }

    private void copy(MemorySegment ring, long at, int bytes) {
        if (bytes > text.length) {
            text = new byte[bytes];
        }
        MemorySegment.copy(ring, ValueLayout.JAVA_BYTE, at, text, 0, bytes);
    }
}
