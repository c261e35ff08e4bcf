package dev.skep.bpf.prog;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.skep.bpf.sys.Bpf;
import dev.skep.bpf.sys.BpfAttr;
import dev.skep.bpf.sys.BpfCommand;
import dev.skep.bpf.sys.FileDescriptor;
import dev.skep.bpf.sys.Scratch;
import java.lang.foreign.MemorySegment;

/**
 * Makes the kernel count runs and time of all programs, on the whole host, until it is closed or this process ends. That
 * costs every run some 80 ns, so hold it only while somebody looks.
 */
public final class RunStatistics implements AutoCloseable {
    private static final int BPF_STATS_RUN_TIME = 0;

    private final FileDescriptor fd;

    private RunStatistics(FileDescriptor fd) {
        this.fd = fd;
    }

    /** Switches counting on ({@code BPF_ENABLE_STATS}). */
    public static RunStatistics enable() {
        try (Scratch scratch = Scratch.open()) {
            MemorySegment attr = scratch.attr();
            attr.set(JAVA_INT, BpfAttr.EnableStats.TYPE, BPF_STATS_RUN_TIME);
            return new RunStatistics(Bpf.open(BpfCommand.ENABLE_STATS, attr, "run time statistics"));
        }
    }

    @Override
    public void close() {
        fd.close();
    }
}
