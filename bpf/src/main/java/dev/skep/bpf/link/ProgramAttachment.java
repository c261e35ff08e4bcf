package dev.skep.bpf.link;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.skep.bpf.prog.AttachType;
import dev.skep.bpf.prog.Program;
import dev.skep.bpf.sys.Bpf;
import dev.skep.bpf.sys.BpfAttr;
import dev.skep.bpf.sys.BpfCommand;
import dev.skep.bpf.sys.Errno;
import dev.skep.bpf.sys.FileDescriptor;
import dev.skep.bpf.sys.Scratch;
import dev.skep.bpf.sys.SyscallException;
import java.lang.foreign.MemorySegment;

/** {@code BPF_PROG_ATTACH} to a cgroup or a sock map, and its undoing. */
final class ProgramAttachment implements Attachment.Means {
    /** {@code BPF_F_ALLOW_MULTI}: beside others on the same cgroup. */
    static final int ALLOW_MULTI = 1 << 1;

    private static final int REPLACE = 1 << 2;

    private final FileDescriptor target;
    private final AttachType type;
    private final int flags;
    private final String object;
    private final Runnable release;
    /** A hold of our own: detaching names the program even after its owner closed it. */
    private FileDescriptor program;

    private ProgramAttachment(
            FileDescriptor target,
            AttachType type,
            int flags,
            String object,
            Runnable release,
            FileDescriptor program) {
        this.target = target;
        this.type = type;
        this.flags = flags;
        this.object = object;
        this.release = release;
        this.program = program;
    }

    /**
     * Attaches a program.
     *
     * @param target  stays open until {@code release} runs
     * @param release what is given back after detaching
     */
    static ProgramAttachment attach(
            Program program, FileDescriptor target, AttachType type, int flags, String object, Runnable release) {
        call(BpfCommand.PROG_ATTACH, target, program.fd(), null, type, flags, object);
        return new ProgramAttachment(
                target, type, flags, object, release, program.fd().duplicate());
    }

    @Override
    public void replace(Program other) {
        boolean amongMany = (flags & ALLOW_MULTI) != 0;
        call(
                BpfCommand.PROG_ATTACH,
                target,
                other.fd(),
                amongMany ? program : null,
                type,
                amongMany ? flags | REPLACE : flags,
                object);
        program.close();
        program = other.fd().duplicate();
    }

    @Override
    public void undo() {
        try {
            call(BpfCommand.PROG_DETACH, target, program, null, type, 0, object);
        } catch (SyscallException e) {
            // Somebody else detached it, or the cgroup was removed.
            if (e.errno() != Errno.ENOENT && e.errno() != Errno.ENODEV) {
                throw e;
            }
        } finally {
            program.close();
            release.run();
        }
    }

    private static void call(
            BpfCommand command,
            FileDescriptor target,
            FileDescriptor program,
            @org.jspecify.annotations.Nullable FileDescriptor replaced,
            AttachType type,
            int flags,
            String object) {
        try (Scratch scratch = Scratch.open()) {
            MemorySegment attr = scratch.attr();
            attr.set(JAVA_INT, BpfAttr.ProgAttach.TARGET_FD, target.number());
            attr.set(JAVA_INT, BpfAttr.ProgAttach.ATTACH_BPF_FD, program.number());
            attr.set(JAVA_INT, BpfAttr.ProgAttach.ATTACH_TYPE, type.number());
            attr.set(JAVA_INT, BpfAttr.ProgAttach.ATTACH_FLAGS, flags);
            if (replaced != null) {
                attr.set(JAVA_INT, BpfAttr.ProgAttach.REPLACE_BPF_FD, replaced.number());
            }
            Bpf.call(command, attr, object);
        }
    }
}
