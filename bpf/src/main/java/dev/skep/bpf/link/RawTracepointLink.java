package dev.skep.bpf.link;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.skep.bpf.prog.Program;
import dev.skep.bpf.sys.Bpf;
import dev.skep.bpf.sys.BpfAttr;
import dev.skep.bpf.sys.BpfCommand;
import dev.skep.bpf.sys.Scratch;
import java.lang.foreign.MemorySegment;

/** Raw tracepoints: {@code raw_tp} programs by name, {@code tp_btf} programs by the type that they were loaded for. */
public final class RawTracepointLink {
    private RawTracepointLink() {}

    /** Attaches a {@code raw_tp} program to a tracepoint, {@code "sched_process_exec"}. */
    public static BpfLink attach(Program program, String tracepoint) {
        return attach(program, tracepoint, 0);
    }

    /**
     * Attaches a {@code raw_tp} program with a cookie, which {@code bpf_get_attach_cookie} answers (Linux 6.10; older
     * kernels refuse any but 0).
     */
    public static BpfLink attach(Program program, String tracepoint, long cookie) {
        return open(program, tracepoint, cookie, LinkCreate.quoted(program) + " on raw tracepoint " + tracepoint);
    }

    /** Attaches a {@code tp_btf} program to the tracepoint that it was loaded for. */
    public static BpfLink attachTyped(Program program, long cookie) {
        return open(program, "", cookie, LinkCreate.quoted(program) + " on its typed tracepoint");
    }

    /** {@code BPF_RAW_TRACEPOINT_OPEN}; also attaches programs that were loaded for a function, where the name is empty. */
    static BpfLink open(Program program, String name, long cookie, String object) {
        try (Scratch scratch = Scratch.open()) {
            MemorySegment attr = scratch.attr();
            if (!name.isEmpty()) {
                attr.set(
                        JAVA_LONG,
                        BpfAttr.RawTracepoint.NAME,
                        scratch.allocateFrom(name).address());
            }
            attr.set(JAVA_INT, BpfAttr.RawTracepoint.PROG_FD, program.fd().number());
            attr.set(JAVA_LONG, BpfAttr.RawTracepoint.COOKIE, cookie);
            return new BpfLink(Bpf.open(BpfCommand.RAW_TRACEPOINT_OPEN, attr, object), object);
        }
    }
}
