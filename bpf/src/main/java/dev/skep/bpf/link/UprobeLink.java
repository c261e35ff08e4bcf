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
import java.nio.file.Path;
import java.util.List;
import java.util.function.ToLongFunction;

/** Entries and returns of functions in programs and libraries, in all processes or in one. */
public final class UprobeLink {
    /** Every process that maps the file. */
    public static final int ALL_PROCESSES = PerfEvent.ANY;

    private static final int UPROBE_MULTI_RETURN = 1;

    private UprobeLink() {}

    /** Attaches a program to a place, in every process. */
    public static Link attach(Program program, UprobeTarget target) {
        return attach(program, target, ALL_PROCESSES, 0);
    }

    /**
     * Attaches a program to a place.
     *
     * @param pid    the process whose threads it is for, or {@link #ALL_PROCESSES}
     * @param cookie what {@code bpf_get_attach_cookie} answers there
     */
    public static Link attach(Program program, UprobeTarget target, int pid, long cookie) {
        return attach(program, target, pid, cookie, false);
    }

    /** Attaches a program to the return of the function that starts at a place. */
    public static Link attachReturn(Program program, UprobeTarget target, int pid, long cookie) {
        return attach(program, target, pid, cookie, true);
    }

    private static Link attach(Program program, UprobeTarget target, int pid, long cookie, boolean onReturn) {
        String object = LinkCreate.quoted(program) + " on " + (onReturn ? "return of " : "") + target;
        return PerfEventAttachment.attach(
                program,
                ProbeEvent.open(
                        "uprobe",
                        Feature.UPROBE,
                        onReturn,
                        target.referenceCounter(),
                        target.file().toString(),
                        target.offset(),
                        pid,
                        object),
                cookie,
                object);
    }

    /**
     * Attaches a program, loaded for {@code uprobe_multi}, to many places of one file in one step.
     *
     * @param targets places in the same file
     * @param pid     the process, or {@link #ALL_PROCESSES}
     * @param cookies one per place, or empty for none
     * @throws dev.skep.bpf.feature.UnsupportedFeatureException if the kernel has no such link
     */
    public static BpfLink attachMulti(Program program, List<UprobeTarget> targets, int pid, long... cookies) {
        return attachMulti(program, targets, pid, 0, cookies);
    }

    /** Attaches a program, loaded for {@code uprobe_multi}, to the returns of many functions of one file in one step. */
    public static BpfLink attachReturnMulti(Program program, List<UprobeTarget> targets, int pid, long... cookies) {
        return attachMulti(program, targets, pid, UPROBE_MULTI_RETURN, cookies);
    }

    private static BpfLink attachMulti(
            Program program, List<UprobeTarget> targets, int pid, int flags, long... cookies) {
        Path file = onlyFile(targets);
        if (cookies.length != 0 && cookies.length != targets.size()) {
            throw new IllegalArgumentException(cookies.length + " cookies for " + targets.size() + " places");
        }
        String object = LinkCreate.quoted(program) + " on " + targets.size() + " places of " + file;
        try (Scratch scratch = Scratch.open()) {
            MemorySegment path = scratch.allocateFrom(file.toString());
            MemorySegment offsets = array(scratch, targets, UprobeTarget::offset);
            MemorySegment counters = array(scratch, targets, UprobeTarget::referenceCounter);
            MemorySegment cookieArray = scratch.allocateFrom(JAVA_LONG, cookies);
            return LinkCreate.create(program, 0, AttachType.TRACE_UPROBE_MULTI, 0, object, attr -> {
                attr.set(JAVA_LONG, BpfAttr.LinkCreate.UPROBE_MULTI_PATH, path.address());
                attr.set(JAVA_LONG, BpfAttr.LinkCreate.UPROBE_MULTI_OFFSETS, offsets.address());
                attr.set(JAVA_LONG, BpfAttr.LinkCreate.UPROBE_MULTI_REF_CTR_OFFSETS, counters.address());
                if (cookies.length > 0) {
                    attr.set(JAVA_LONG, BpfAttr.LinkCreate.UPROBE_MULTI_COOKIES, cookieArray.address());
                }
                attr.set(JAVA_INT, BpfAttr.LinkCreate.UPROBE_MULTI_CNT, targets.size());
                attr.set(JAVA_INT, BpfAttr.LinkCreate.UPROBE_MULTI_FLAGS, flags);
                attr.set(JAVA_INT, BpfAttr.LinkCreate.UPROBE_MULTI_PID, pid == ALL_PROCESSES ? 0 : pid);
            });
        } catch (SyscallException e) {
            if (e.errno() == Errno.EINVAL || e.errno() == Errno.EOPNOTSUPP) {
                Feature.UPROBE_MULTI.require();
            }
            throw e;
        }
    }

    private static Path onlyFile(List<UprobeTarget> targets) {
        List<Path> files = targets.stream().map(UprobeTarget::file).distinct().toList();
        if (files.size() != 1) {
            throw new IllegalArgumentException("uprobe_multi is for places of one file, not of " + files);
        }
        return files.getFirst();
    }

    private static MemorySegment array(
            Scratch scratch, List<UprobeTarget> targets, ToLongFunction<UprobeTarget> value) {
        return scratch.allocateFrom(JAVA_LONG, targets.stream().mapToLong(value).toArray());
    }
}
