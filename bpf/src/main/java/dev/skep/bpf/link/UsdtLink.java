package dev.skep.bpf.link;

import dev.skep.bpf.prog.AttachType;
import dev.skep.bpf.prog.Hook;
import dev.skep.bpf.prog.Program;
import dev.skep.bpf.prog.ProgramSpec;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * User statically defined tracepoints (USDT): uprobes at the places that a file's notes name, with their semaphores
 * raised. The cookie is the number of the place in the list, so that one program can tell places apart whose arguments are
 * in different registers.
 */
public final class UsdtLink {
    private UsdtLink() {}

    /**
     * Attaches a program to all places of a probe.
     *
     * @param places of one probe, see {@link UsdtProbe#parse}
     * @param pid    the process, or {@link UprobeLink#ALL_PROCESSES}
     */
    public static Link attach(Program program, List<UsdtProbe> places, int pid) {
        if (places.isEmpty()) {
            throw new IllegalArgumentException("no places to attach " + LinkCreate.quoted(program) + " to");
        }
        List<UprobeTarget> targets = places.stream().map(UsdtProbe::target).toList();
        if (isMulti(program)) {
            long[] cookies = IntStream.range(0, targets.size()).asLongStream().toArray();
            return UprobeLink.attachMulti(program, targets, pid, cookies);
        }
        return LinkGroup.ofAll(IntStream.range(0, targets.size())
                .<Supplier<Link>>mapToObj(i -> () -> UprobeLink.attach(program, targets.get(i), pid, i))
                .toList());
    }

    private static boolean isMulti(Program program) {
        ProgramSpec spec = program.spec();
        Hook kind = spec == null ? null : spec.attach().kind();
        return kind != null && kind.expectedAttachType() == AttachType.TRACE_UPROBE_MULTI;
    }
}
