package dev.skep.bpf.link;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.skep.bpf.prog.AttachType;
import dev.skep.bpf.prog.Program;
import dev.skep.bpf.sys.BpfAttr;
import dev.skep.bpf.sys.Errno;
import dev.skep.bpf.sys.FileDescriptor;
import dev.skep.bpf.sys.PerfEventAttr;
import dev.skep.bpf.sys.Syscall;
import dev.skep.bpf.sys.SyscallException;

/**
 * A program on an open perf event: by a link since Linux 5.15, else by {@code PERF_EVENT_IOC_SET_BPF}, which knows no
 * cookies. Either way a descriptor owns it.
 */
final class PerfEventAttachment {
    private PerfEventAttachment() {}

    /** Attaches; takes over the event's descriptor. */
    static Link attach(Program program, FileDescriptor event, long cookie, String object) {
        try {
            try {
                BpfLink link = LinkCreate.create(
                        program,
                        event.number(),
                        AttachType.PERF_EVENT,
                        0,
                        object,
                        attr -> attr.set(JAVA_LONG, BpfAttr.LinkCreate.PERF_EVENT_BPF_COOKIE, cookie));
                enable(event, object);
                // The link holds the event from now on.
                event.close();
                return link;
            } catch (SyscallException e) {
                if (e.errno() != Errno.EINVAL || cookie != 0) {
                    throw e;
                }
                return attachByIoctl(program, event, object);
            }
        } catch (RuntimeException e) {
            event.close();
            throw e;
        }
    }

    /** Attaches without a link; takes over the event's descriptor. */
    static Link attachByIoctl(Program program, FileDescriptor event, String object) {
        Syscall.check(
                event.ioctl(PerfEventAttr.IOC_SET_BPF, program.fd().number()), "ioctl(PERF_EVENT_IOC_SET_BPF)", object);
        enable(event, object);
        return Attachment.ofDescriptor(
                new Attachment.Means() {
                    @Override
                    public void replace(Program other) {
                        throw new UnsupportedOperationException(
                                "a perf event keeps its program: attach the new program, then close this link");
                    }

                    @Override
                    public void undo() {
                        event.close();
                    }
                },
                object);
    }

    private static void enable(FileDescriptor event, String object) {
        Syscall.check(event.ioctl(PerfEventAttr.IOC_ENABLE, 0), "ioctl(PERF_EVENT_IOC_ENABLE)", object);
    }
}
