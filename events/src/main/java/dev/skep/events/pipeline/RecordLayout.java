package dev.skep.events.pipeline;

import dev.skep.compiler.layout.Layout;
import dev.skep.events.probe.Records;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Where the fields of the probes' records lie, taken from their classes; and reading them in place. */
final class RecordLayout {
    private RecordLayout() {}

    static final int HEADER_BYTES = Layout.of(Records.Header.class).bytes();
    static final int KIND = offset(Records.Header.class, "kind");
    static final int PID = offset(Records.Header.class, "pid");
    static final int KTIME = offset(Records.Header.class, "ktime");
    static final int START_BOOTTIME = offset(Records.Header.class, "startBoottime");

    static final int PROCESS_CGROUP = offset(Records.Image.class, "cgroupId");
    static final int PROCESS_PARENT = offset(Records.Image.class, "parentPid");
    static final int PROCESS_UID = offset(Records.Image.class, "uid");
    static final int PROCESS_GID = offset(Records.Image.class, "gid");
    static final int PROCESS_FLAGS = offset(Records.Image.class, "flags");
    static final int PROCESS_EXECUTABLE_BYTES = offset(Records.Image.class, "executableBytes");
    static final int PROCESS_CWD_BYTES = offset(Records.Image.class, "cwdBytes");
    static final int PROCESS_ARGUMENT_BYTES = offset(Records.Image.class, "argumentBytes");
    static final int PROCESS_OBSERVER = offset(Records.Image.class, "observer");
    static final int PROCESS_COMM = offset(Records.Image.class, "comm");
    static final int PROCESS_TEXT = offset(Records.Image.class, "text");

    static final int FORK_PARENT = offset(Records.Fork.class, "parentPid");
    static final int FORK_COMM = offset(Records.Fork.class, "comm");

    static final int EXIT_DURATION = offset(Records.Exit.class, "duration");
    static final int EXIT_STATUS = offset(Records.Exit.class, "status");

    static final int CONNECTION = offset(Records.Connected.class, "connection");
    static final int LOCAL = offset(Records.Connected.class, "local0");
    static final int REMOTE = offset(Records.Connected.class, "remote0");
    static final int LOCAL_PORT = offset(Records.Connected.class, "localPort");
    static final int REMOTE_PORT = offset(Records.Connected.class, "remotePort");
    static final int FAMILY = offset(Records.Connected.class, "family");
    static final int DIRECTION = offset(Records.Connected.class, "direction");

    static final int TCP_SENT = offset(Records.Tcp.class, "sent");
    static final int TCP_RECEIVED = offset(Records.Tcp.class, "received");
    static final int TCP_DURATION = offset(Records.Tcp.class, "duration");
    static final int TCP_ROUND_TRIP = offset(Records.Tcp.class, "roundTripMicros");
    static final int TCP_RETRANSMITS = offset(Records.Tcp.class, "retransmits");
    static final int TCP_ERRNO = offset(Records.Tcp.class, "errno");
    static final int TCP_BYTES = Layout.of(Records.Tcp.class).bytes();

    static final int MOVED_SOCKET = offset(Records.Moved.class, "socket");
    static final int MOVED_START = offset(Records.Moved.class, "startKtime");
    static final int MOVED_OFFSET = offset(Records.Moved.class, "streamOffset");
    static final int MOVED_TOTAL = offset(Records.Moved.class, "total");
    static final int MOVED_TAIL = offset(Records.Moved.class, "tail");
    static final int MOVED_TAIL_BYTES = offset(Records.Moved.class, "tailBytes");
    static final int MOVED_CAPTURED = offset(Records.Moved.class, "captured");
    static final int MOVED_SENT = offset(Records.Moved.class, "sent");
    static final int MOVED_FAULT = offset(Records.Moved.class, "fault");
    static final int MOVED_DATA = offset(Records.Moved.class, "data");

    static final int CGROUP_ID = offset(Records.CgroupMade.class, "id");
    static final int CGROUP_PATH = offset(Records.CgroupMade.class, "path");

    static int offset(Class<?> record, String field) {
        return Layout.of(record).field(field).offset();
    }

    static int intAt(MemorySegment ring, long at) {
        return ring.get(ValueLayout.JAVA_INT_UNALIGNED, at);
    }

    static long longAt(MemorySegment ring, long at) {
        return ring.get(ValueLayout.JAVA_LONG_UNALIGNED, at);
    }

    static int charAt(MemorySegment ring, long at) {
        return ring.get(ValueLayout.JAVA_CHAR_UNALIGNED, at);
    }
}
