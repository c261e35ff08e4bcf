package dev.skep.bpf.link;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.skep.bpf.kernel.Tracefs;
import dev.skep.bpf.prog.Program;
import dev.skep.bpf.sys.Errno;
import dev.skep.bpf.sys.FileDescriptor;
import dev.skep.bpf.sys.PerfEvent;
import dev.skep.bpf.sys.PerfEventAttr;
import dev.skep.bpf.sys.Scratch;
import dev.skep.bpf.sys.SyscallException;
import java.lang.foreign.MemorySegment;

/** Tracepoints with their stable records, by the number that tracefs gives them. */
public final class TracepointLink {
    private TracepointLink() {}

    /** Attaches a program to a tracepoint: {@code "sched"}, {@code "sched_process_exec"}. */
    public static Link attach(Program program, String category, String name) {
        return attach(program, category, name, 0);
    }

    /** Attaches a program to a tracepoint with a cookie (Linux 5.15). */
    public static Link attach(Program program, String category, String name, long cookie) {
        String object = LinkCreate.quoted(program) + " on tracepoint " + category + ":" + name;
        return PerfEventAttachment.attach(program, open(id(category, name), object), cookie, object);
    }

    private static int id(String category, String name) {
        try (Tracefs tracefs = Tracefs.open()) {
            return tracefs.id(category, name)
                    .orElseThrow(() -> new SyscallException(
                            "perf_event_open",
                            "tracepoint " + category + ":" + name,
                            Errno.ENOENT,
                            tracefs.categories().contains(category)
                                    ? "this kernel's category " + category + " has no such tracepoint"
                                    : "this kernel has no category " + category));
        }
    }

    private static FileDescriptor open(int id, String object) {
        try (Scratch scratch = Scratch.open()) {
            MemorySegment attr = scratch.allocate(PerfEventAttr.BYTES, 8);
            attr.set(JAVA_INT, PerfEventAttr.TYPE, PerfEventAttr.TYPE_TRACEPOINT);
            attr.set(JAVA_LONG, PerfEventAttr.CONFIG, id);
            attr.set(JAVA_LONG, PerfEventAttr.SAMPLE_PERIOD, 1);
            attr.set(JAVA_INT, PerfEventAttr.WAKEUP_EVENTS, 1);
            // The event is on one CPU, the program on the tracepoint: it runs wherever the tracepoint is hit.
            return PerfEvent.open(attr, PerfEvent.ANY, 0, object);
        }
    }
}
