package dev.skep.bpf.link;

import dev.skep.bpf.netlink.Interfaces;
import dev.skep.bpf.prog.AttachType;
import dev.skep.bpf.prog.Program;
import dev.skep.bpf.sys.Errno;
import dev.skep.bpf.sys.FileDescriptor;
import dev.skep.bpf.sys.SyscallException;

/** XDP programs on network interfaces. */
public final class XdpLink {
    private static final int NO_PROGRAM = -1;

    private XdpLink() {}

    /**
     * Attaches a program to an interface of the calling thread's network namespace.
     *
     * <p>Kernels before 5.9 have no link for XDP: there the program is set by netlink, and taken off by {@code close} or a
     * shutdown hook; after {@code SIGKILL} it stays.
     *
     * @throws SyscallException with EBUSY where another program is on the interface
     */
    public static Link attach(Program program, int interfaceIndex, XdpMode mode) {
        String object = object(program, interfaceIndex);
        try {
            return create(program, interfaceIndex, mode.flags(), object);
        } catch (SyscallException e) {
            boolean driverCannot = e.errno() == Errno.EOPNOTSUPP || e.errno() == Errno.EINVAL;
            if (mode == XdpMode.AUTO && driverCannot) {
                return attachGeneric(program, interfaceIndex, object, e);
            }
            throw e;
        }
    }

    private static Link attachGeneric(Program program, int interfaceIndex, String object, SyscallException first) {
        try {
            return create(program, interfaceIndex, XdpMode.GENERIC.flags(), object);
        } catch (SyscallException second) {
            if (second.errno() != Errno.EINVAL) {
                first.addSuppressed(second);
                throw first;
            }
            return attachByNetlink(program, interfaceIndex, XdpMode.AUTO);
        }
    }

    private static BpfLink create(Program program, int interfaceIndex, int flags, String object) {
        return LinkCreate.create(program, interfaceIndex, AttachType.XDP, flags, object, attr -> {});
    }

    /** Attaches a program without a link, as kernels before 5.9 must; see {@link #attach}. */
    static Link attachByNetlink(Program program, int interfaceIndex, XdpMode mode) {
        // The socket stays in the namespace of now, whichever thread closes the link later.
        Interfaces interfaces = Interfaces.open();
        try {
            interfaces.setXdp(interfaceIndex, program.fd().number(), mode.flags() | Interfaces.XDP_IF_NONE, 0);
        } catch (RuntimeException e) {
            interfaces.close();
            throw e;
        }
        return Attachment.outlivingProcess(
                new NetlinkMeans(interfaces, interfaceIndex, mode, program), object(program, interfaceIndex));
    }

    private static String object(Program program, int interfaceIndex) {
        return "XDP " + LinkCreate.quoted(program) + " on interface " + interfaceIndex;
    }

    private static final class NetlinkMeans implements Attachment.Means {
        private final Interfaces interfaces;
        private final int interfaceIndex;
        private final XdpMode mode;
        /** A hold of our own: only this program is taken off, even after its owner closed it. */
        private FileDescriptor attached;

        NetlinkMeans(Interfaces interfaces, int interfaceIndex, XdpMode mode, Program program) {
            this.interfaces = interfaces;
            this.interfaceIndex = interfaceIndex;
            this.mode = mode;
            this.attached = program.fd().duplicate();
        }

        @Override
        public void replace(Program program) {
            setInPlace(program.fd().number());
            attached.close();
            attached = program.fd().duplicate();
        }

        @Override
        public void undo() {
            try (interfaces) {
                setInPlace(NO_PROGRAM);
            } catch (SyscallException e) {
                // The interface went before us, or another program took the place by force.
                if (e.errno() != Errno.ENODEV && e.errno() != Errno.EEXIST) {
                    throw e;
                }
            } finally {
                attached.close();
            }
        }

        private void setInPlace(int programFd) {
            interfaces.setXdp(interfaceIndex, programFd, mode.flags() | Interfaces.XDP_REPLACE, attached.number());
        }
    }
}
