package dev.skep.bpf.link;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.skep.bpf.prog.Program;
import dev.skep.bpf.sys.Cpus;
import dev.skep.bpf.sys.FileDescriptor;
import dev.skep.bpf.sys.PerfEvent;
import dev.skep.bpf.sys.PerfEventAttr;
import dev.skep.bpf.sys.Scratch;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.function.Supplier;

/** Programs that run when a counter overflows: clocks, page faults, hardware counters. */
public final class PerfEventLink {
    private PerfEventLink() {}

    /** Attaches a program to an event on every CPU that is online now, whatever runs there. */
    public static LinkGroup attach(Program program, SamplingEvent event) {
        return attach(program, event, Cpus.online(), 0);
    }

    /** Attaches a program to an event on some CPUs, with a cookie. */
    public static LinkGroup attach(Program program, SamplingEvent event, List<Integer> cpus, long cookie) {
        return LinkGroup.ofAll(cpus.stream()
                .<Supplier<Link>>map(cpu -> () -> attach(program, event, PerfEvent.ANY, cpu, cookie))
                .toList());
    }

    /** Attaches a program to an event of one thread, on any CPU. */
    public static Link attachToThread(Program program, SamplingEvent event, int tid, long cookie) {
        return attach(program, event, tid, PerfEvent.ANY, cookie);
    }

    private static Link attach(Program program, SamplingEvent event, int pid, int cpu, long cookie) {
        String object = LinkCreate.quoted(program) + " on perf event " + event.type() + ":" + event.config()
                + (cpu == PerfEvent.ANY ? " of thread " + pid : " on CPU " + cpu);
        return PerfEventAttachment.attach(program, open(event, pid, cpu, object), cookie, object);
    }

    private static FileDescriptor open(SamplingEvent event, int pid, int cpu, String object) {
        try (Scratch scratch = Scratch.open()) {
            MemorySegment attr = scratch.allocate(PerfEventAttr.BYTES, 8);
            attr.set(JAVA_INT, PerfEventAttr.TYPE, event.type());
            attr.set(JAVA_LONG, PerfEventAttr.CONFIG, event.config());
            boolean byFrequency = event.frequency() > 0;
            attr.set(JAVA_LONG, PerfEventAttr.SAMPLE_PERIOD, byFrequency ? event.frequency() : event.period());
            attr.set(
                    JAVA_LONG,
                    PerfEventAttr.FLAGS,
                    PerfEventAttr.FLAG_DISABLED | (byFrequency ? PerfEventAttr.FLAG_FREQ : 0));
            return PerfEvent.open(attr, pid, cpu, object);
        }
    }
}
