package dev.skep.bpf.link;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.skep.bpf.kernel.Cgroup2;
import dev.skep.bpf.prog.AttachType;
import dev.skep.bpf.prog.Program;
import dev.skep.bpf.sys.BpfAttr;
import java.nio.file.Path;

/**
 * Programs that were loaded for one kernel function: {@code fentry}, {@code fexit}, {@code fmod_ret} and LSM hooks. The
 * function is fixed by then; attaching says only that it may begin.
 */
public final class TracingLink {
    private TracingLink() {}

    /** Attaches a program to the function or hook that it was loaded for. */
    public static BpfLink attach(Program program) {
        return RawTracepointLink.open(program, "", 0, object(program));
    }

    /**
     * Attaches a program with a cookie (Linux 5.19).
     *
     * @param type the attach type that it was loaded with: {@code TRACE_FENTRY}, {@code TRACE_FEXIT},
     *             {@code MODIFY_RETURN} or {@code LSM_MAC}
     */
    public static BpfLink attach(Program program, AttachType type, long cookie) {
        return LinkCreate.create(
                program,
                0,
                type,
                0,
                object(program),
                attr -> attr.set(JAVA_LONG, BpfAttr.LinkCreate.TRACING_COOKIE, cookie));
    }

    /** Attaches an LSM program to its hook, for the processes of one cgroup and below (Linux 6.0). */
    public static BpfLink attachToCgroup(Program program, Path cgroup) {
        String object = object(program) + " in cgroup " + cgroup;
        try (CgroupDirectory directory = CgroupDirectory.open(Cgroup2.resolve(cgroup.toString()))) {
            return LinkCreate.create(program, directory.number(), AttachType.LSM_CGROUP, 0, object, attr -> {});
        }
    }

    private static String object(Program program) {
        return LinkCreate.quoted(program) + " on the function that it was loaded for";
    }
}
