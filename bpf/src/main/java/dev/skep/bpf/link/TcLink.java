package dev.skep.bpf.link;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.skep.bpf.netlink.TrafficControl;
import dev.skep.bpf.netlink.TrafficControl.Direction;
import dev.skep.bpf.prog.AttachType;
import dev.skep.bpf.prog.Program;
import dev.skep.bpf.sys.BpfAttr;
import dev.skep.bpf.sys.Errno;
import dev.skep.bpf.sys.SyscallException;

/**
 * Programs on the packets of an interface, above the driver: by tcx, or on kernels before 6.6 by a filter of the
 * {@code clsact} qdisc.
 */
public final class TcLink {
    private TcLink() {}

    /** Attaches a program after those that are there, by tcx or else by {@code clsact}. */
    public static Link attach(Program program, int interfaceIndex, Direction direction) {
        try {
            return attachTcx(program, interfaceIndex, direction, Position.last());
        } catch (SyscallException e) {
            if (e.errno() != Errno.EINVAL) {
                throw e;
            }
            return attachClsact(program, interfaceIndex, direction, 0);
        }
    }

    /**
     * Attaches a program by tcx (Linux 6.6) to an interface of the calling thread's network namespace. The kernel undoes it
     * when the link is closed, the process ends, or the interface goes.
     */
    public static BpfLink attachTcx(Program program, int interfaceIndex, Direction direction, Position position) {
        AttachType type = direction == Direction.INGRESS ? AttachType.TCX_INGRESS : AttachType.TCX_EGRESS;
        return LinkCreate.create(
                program,
                interfaceIndex,
                type,
                position.flags(),
                object(program, interfaceIndex, direction),
                attr -> attr.set(JAVA_INT, BpfAttr.LinkCreate.TCX_RELATIVE_FD, position.relativeFd()));
    }

    /**
     * Attaches a program to a netkit device (Linux 6.7), which is given by its primary interface.
     *
     * @param peer whether on what the peer sends, else on what the primary sends
     */
    public static BpfLink attachNetkit(Program program, int interfaceIndex, boolean peer, Position position) {
        return LinkCreate.create(
                program,
                interfaceIndex,
                peer ? AttachType.NETKIT_PEER : AttachType.NETKIT_PRIMARY,
                position.flags(),
                LinkCreate.quoted(program) + " on netkit interface " + interfaceIndex,
                attr -> attr.set(JAVA_INT, BpfAttr.LinkCreate.NETKIT_RELATIVE_FD, position.relativeFd()));
    }

    /**
     * Attaches a program by a filter of the interface's {@code clsact} qdisc, which is made if it is not there. Closing, or
     * a shutdown hook, removes the filter, and the qdisc too if this made it and no other filter is on it; after
     * {@code SIGKILL} they stay.
     *
     * @param priority filters run from the lowest up until one decides; 0 for the front
     */
    public static Link attachClsact(Program program, int interfaceIndex, Direction direction, int priority) {
        TrafficControl control = TrafficControl.open();
        boolean made = false;
        try {
            made = control.createClsact(interfaceIndex);
            TrafficControl.Filter filter = control.addFilter(
                    interfaceIndex, direction, priority, 0, program.fd().number(), program.name(), false);
            return Attachment.outlivingProcess(
                    new ClsactMeans(control, filter, made), object(program, interfaceIndex, direction));
        } catch (RuntimeException e) {
            try (control) {
                if (made) {
                    control.deleteClsact(interfaceIndex);
                }
            } catch (SyscallException second) {
                e.addSuppressed(second);
            }
            throw e;
        }
    }

    private static String object(Program program, int interfaceIndex, Direction direction) {
        return "tc " + LinkCreate.quoted(program) + " on " + direction.name().toLowerCase(java.util.Locale.ROOT)
                + " of interface " + interfaceIndex;
    }

    private record ClsactMeans(TrafficControl control, TrafficControl.Filter filter, boolean madeQdisc)
            implements Attachment.Means {
        @Override
        public void replace(Program program) {
            control.addFilter(
                    filter.interfaceIndex(),
                    filter.direction(),
                    filter.priority(),
                    filter.handle(),
                    program.fd().number(),
                    program.name(),
                    true);
        }

        @Override
        public void undo() {
            try (control) {
                control.deleteFilter(filter);
                if (madeQdisc
                        && control.filters(filter.interfaceIndex(), Direction.INGRESS)
                                .isEmpty()
                        && control.filters(filter.interfaceIndex(), Direction.EGRESS)
                                .isEmpty()) {
                    control.deleteClsact(filter.interfaceIndex());
                }
            } catch (SyscallException e) {
                // The interface, the qdisc or the filter went before us.
                if (e.errno() != Errno.ENODEV && e.errno() != Errno.EINVAL && e.errno() != Errno.ENOENT) {
                    throw e;
                }
            }
        }
    }
}
