package dev.skep.bpf.link;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.skep.bpf.feature.Feature;
import dev.skep.bpf.prog.AttachType;
import dev.skep.bpf.prog.Program;
import dev.skep.bpf.sys.BpfAttr;
import dev.skep.bpf.sys.Errno;
import dev.skep.bpf.sys.PerfEvent;
import dev.skep.bpf.sys.Scratch;
import dev.skep.bpf.sys.SyscallException;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** Entries and returns of kernel functions. */
public final class KprobeLink {
    private static final int KPROBE_MULTI_RETURN = 1;

    private KprobeLink() {}

    /**
     * Attaches a program to the entry of a function, or into it: {@code "do_exit"}, {@code "do_exit+4"}.
     *
     * @param cookie what {@code bpf_get_attach_cookie} answers there
     * @throws dev.skep.bpf.feature.UnsupportedFeatureException if the kernel has no kprobes
     */
    public static Link attach(Program program, String function, long cookie) {
        return attach(program, function, cookie, false);
    }

    /** Attaches a program to the return of a function. */
    public static Link attachReturn(Program program, String function, long cookie) {
        return attach(program, function, cookie, true);
    }

    private static Link attach(Program program, String function, long cookie, boolean onReturn) {
        int plus = function.indexOf('+');
        String symbol = plus < 0 ? function : function.substring(0, plus);
        long offset = plus < 0 ? 0 : Long.decode(function.substring(plus + 1));
        String object =
                LinkCreate.quoted(program) + " on " + (onReturn ? "return of " : "") + "kernel function " + function;
        return PerfEventAttachment.attach(
                program,
                ProbeEvent.open("kprobe", Feature.KPROBE, onReturn, 0, symbol, offset, PerfEvent.ANY, object),
                cookie,
                object);
    }

    /**
     * Attaches a program, loaded for {@code kprobe.multi}, to the entries of many functions in one step.
     *
     * @param cookies one per function, or empty for none
     * @throws dev.skep.bpf.feature.UnsupportedFeatureException if the kernel has no such link
     */
    public static BpfLink attachMulti(Program program, List<String> functions, long... cookies) {
        return attachMulti(program, functions, 0, cookies);
    }

    /** Attaches a program, loaded for {@code kprobe.multi}, to the returns of many functions in one step. */
    public static BpfLink attachReturnMulti(Program program, List<String> functions, long... cookies) {
        return attachMulti(program, functions, KPROBE_MULTI_RETURN, cookies);
    }

    private static BpfLink attachMulti(Program program, List<String> functions, int flags, long... cookies) {
        if (functions.isEmpty()) {
            throw new IllegalArgumentException("no kernel functions to attach " + LinkCreate.quoted(program) + " to");
        }
        if (cookies.length != 0 && cookies.length != functions.size()) {
            throw new IllegalArgumentException(cookies.length + " cookies for " + functions.size() + " functions");
        }
        String object = LinkCreate.quoted(program) + " on " + functions.size() + " kernel functions, first "
                + functions.getFirst();
        try (Scratch scratch = Scratch.open()) {
            MemorySegment symbols = scratch.allocate(functions.size() * 8L, 8);
            for (int i = 0; i < functions.size(); i++) {
                symbols.setAtIndex(
                        JAVA_LONG, i, scratch.allocateFrom(functions.get(i)).address());
            }
            MemorySegment cookieArray = scratch.allocateFrom(JAVA_LONG, cookies);
            return LinkCreate.create(program, 0, AttachType.TRACE_KPROBE_MULTI, 0, object, attr -> {
                attr.set(JAVA_INT, BpfAttr.LinkCreate.KPROBE_MULTI_FLAGS, flags);
                attr.set(JAVA_INT, BpfAttr.LinkCreate.KPROBE_MULTI_CNT, functions.size());
                attr.set(JAVA_LONG, BpfAttr.LinkCreate.KPROBE_MULTI_SYMS, symbols.address());
                if (cookies.length > 0) {
                    attr.set(JAVA_LONG, BpfAttr.LinkCreate.KPROBE_MULTI_COOKIES, cookieArray.address());
                }
            });
        } catch (SyscallException e) {
            if (e.errno() == Errno.EOPNOTSUPP || e.errno() == Errno.EINVAL) {
                Feature.KPROBE_MULTI.require();
            }
            throw e;
        }
    }
}
