package dev.skep.bpf.link;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.skep.bpf.feature.Feature;
import dev.skep.bpf.sys.FileDescriptor;
import dev.skep.bpf.sys.PerfEvent;
import dev.skep.bpf.sys.PerfEventAttr;
import dev.skep.bpf.sys.Scratch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A kprobe or uprobe as a perf event, under the event source's own type number. The kernel removes it with its descriptor;
 * the older way through tracefs ({@code kprobe_events}) would leave it behind after SIGKILL and is not used.
 */
final class ProbeEvent {
    private static final Path EVENT_SOURCES = Path.of("/sys/bus/event_source/devices");

    private ProbeEvent() {}

    /**
     * Opens a probe.
     *
     * @param source    {@code "kprobe"} or {@code "uprobe"}
     * @param needs     the feature that it is; asked only where the source is absent
     * @param onReturn  whether it is where a function returns
     * @param refCtr    file offset of a 16-bit counter that the kernel raises while the probe is there; 0 for none
     * @param function  the kernel function or the file
     * @param offset    bytes from the function's start, or in the file
     * @param pid       the process, or {@link PerfEvent#ANY}
     */
    static FileDescriptor open(
            String source,
            Feature needs,
            boolean onReturn,
            long refCtr,
            String function,
            long offset,
            int pid,
            String object) {
        int type = type(source, needs);
        try (Scratch scratch = Scratch.open()) {
            MemorySegment attr = scratch.allocate(PerfEventAttr.BYTES, 8);
            attr.set(JAVA_INT, PerfEventAttr.TYPE, type);
            // The bits are published in the source's "format" directory; they have not moved since Linux 4.17.
            attr.set(JAVA_LONG, PerfEventAttr.CONFIG, (onReturn ? 1 : 0) | refCtr << 32);
            attr.set(
                    JAVA_LONG,
                    PerfEventAttr.CONFIG1,
                    scratch.allocateFrom(function).address());
            attr.set(JAVA_LONG, PerfEventAttr.CONFIG2, offset);
            // Like a tracepoint, a probe without a process is opened on one CPU and runs on all.
            return PerfEvent.open(attr, pid, pid == PerfEvent.ANY ? 0 : PerfEvent.ANY, object);
        }
    }

    private static int type(String source, Feature needs) {
        Path file = EVENT_SOURCES.resolve(source).resolve("type");
        if (!Files.exists(file)) {
            needs.require();
        }
        try {
            return Integer.parseInt(Files.readString(file).strip());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }
}
