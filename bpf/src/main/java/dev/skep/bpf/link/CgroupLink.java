package dev.skep.bpf.link;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.skep.bpf.feature.Feature;
import dev.skep.bpf.kernel.Cgroup2;
import dev.skep.bpf.prog.AttachType;
import dev.skep.bpf.prog.Program;
import dev.skep.bpf.prog.ProgramSpec;
import dev.skep.bpf.sys.BpfAttr;
import dev.skep.bpf.sys.Errno;
import dev.skep.bpf.sys.SyscallException;
import java.nio.file.Path;

/** Programs for the processes and sockets of a cgroup and those below it: every {@code cgroup_*} hook, and sock_ops. */
public final class CgroupLink {
    private CgroupLink() {}

    /** Attaches a program, loaded here, to a cgroup of the version 2 hierarchy. */
    public static Link attach(Program program, Path cgroup) {
        return attach(program, typeOf(program), cgroup, Position.last());
    }

    /** Attaches a program to a cgroup, in a place among others there (Linux 6.17 for any but the last). */
    public static Link attach(Program program, Path cgroup, Position position) {
        return attach(program, typeOf(program), cgroup, position);
    }

    /**
     * Attaches a program to a cgroup.
     *
     * <p>Kernels before 5.7 have no link for cgroups: there it is attached beside others ({@code BPF_F_ALLOW_MULTI}), and
     * taken off by {@code close} or a shutdown hook; after {@code SIGKILL} it stays until the cgroup is removed.
     *
     * @param type what it was loaded for; a program of another type is refused with EINVAL
     */
    public static Link attach(Program program, AttachType type, Path cgroup, Position position) {
        Path directory = Cgroup2.resolve(cgroup.toString());
        String object = object(program, directory);
        CgroupDirectory opened = CgroupDirectory.open(directory);
        try {
            BpfLink link = LinkCreate.create(
                    program,
                    opened.number(),
                    type,
                    position.flags(),
                    object,
                    attr -> attr.set(JAVA_INT, BpfAttr.LinkCreate.CGROUP_RELATIVE_FD, position.relativeFd()));
            opened.close();
            return link;
        } catch (SyscallException e) {
            if (e.errno() != Errno.EINVAL || !position.isLast() || hasLinks()) {
                opened.close();
                throw e;
            }
            return attachWithoutLink(program, type, opened, object);
        }
    }

    /** EINVAL means that the program and the hook do not go together, except on kernels that have no such link. */
    private static boolean hasLinks() {
        return Feature.CGROUP_SKB.works();
    }

    /** Attaches a program without a link, as kernels before 5.7 must; see {@link #attach}. */
    static Link attachWithoutLink(Program program, AttachType type, Path cgroup) {
        Path directory = Cgroup2.resolve(cgroup.toString());
        return attachWithoutLink(program, type, CgroupDirectory.open(directory), object(program, directory));
    }

    private static Link attachWithoutLink(Program program, AttachType type, CgroupDirectory cgroup, String object) {
        ProgramAttachment attachment;
        try {
            attachment = ProgramAttachment.attach(
                    program, cgroup.fd(), type, ProgramAttachment.ALLOW_MULTI, object, cgroup::close);
        } catch (RuntimeException e) {
            cgroup.close();
            throw e;
        }
        return Attachment.outlivingProcess(attachment, object);
    }

    private static String object(Program program, Path directory) {
        return LinkCreate.quoted(program) + " on cgroup " + directory;
    }

    private static AttachType typeOf(Program program) {
        ProgramSpec spec = program.spec();
        AttachType type = spec == null ? null : spec.attach().kind().expectedAttachType();
        if (type == null) {
            throw new IllegalArgumentException(program + " does not say what it is for: give the attach type");
        }
        return type;
    }
}
