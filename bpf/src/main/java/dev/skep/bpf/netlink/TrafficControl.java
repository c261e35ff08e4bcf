package dev.skep.bpf.netlink;

import dev.skep.bpf.sys.Errno;
import dev.skep.bpf.sys.SyscallException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * Queueing disciplines and filters of a network namespace, that of the thread which {@linkplain #open() opens} this, as
 * far as programs need them: the {@code clsact} qdisc, and {@code bpf} filters in direct-action mode on it. Kernels
 * before 6.6 have no tcx; this is how a program gets onto an interface there.
 *
 * <p>Filters outlive the process that added them.
 */
public final class TrafficControl implements AutoCloseable {
    private final NetlinkSocket socket;

    private TrafficControl(NetlinkSocket socket) {
        this.socket = socket;
    }

    /** Opens the calling thread's network namespace. */
    public static TrafficControl open() {
        return new TrafficControl(NetlinkSocket.open());
    }

    /** Where on the interface a filter is. */
    public enum Direction {
        /** Packets that the interface received. */
        INGRESS(Rtnetlink.TC_H_CLSACT_INGRESS),
        /** Packets that it will send. */
        EGRESS(Rtnetlink.TC_H_CLSACT_EGRESS);

        private final int parent;

        Direction(int parent) {
            this.parent = parent;
        }
    }

    /**
     * A {@code bpf} filter.
     *
     * @param interfaceIndex the interface it is on
     * @param direction      ingress or egress
     * @param priority       filters run from the lowest number up, until one decides
     * @param handle         tells filters of one priority apart
     * @param name           what {@code tc filter show} prints
     * @param programId      id of its program
     */
    public record Filter(
            int interfaceIndex, Direction direction, int priority, int handle, String name, int programId) {}

    /** Gives an interface a {@code clsact} qdisc; answers whether there was none before. */
    public boolean createClsact(int interfaceIndex) {
        byte[] request = Attributes.after(Rtnetlink.trafficControlHeader(
                        interfaceIndex, Rtnetlink.CLSACT_HANDLE, Rtnetlink.TC_H_CLSACT, 0))
                .string(Rtnetlink.TCA_KIND, "clsact")
                .toBytes();
        try {
            socket.request(
                    Rtnetlink.RTM_NEWQDISC,
                    NetlinkMessage.CREATE | NetlinkMessage.EXCLUSIVE,
                    request,
                    "RTM_NEWQDISC",
                    "clsact on interface " + interfaceIndex);
            return true;
        } catch (SyscallException e) {
            if (e.errno() == Errno.EEXIST) {
                return false;
            }
            throw e;
        }
    }

    /** Takes the {@code clsact} qdisc off an interface, and all filters on it with it. */
    public void deleteClsact(int interfaceIndex) {
        byte[] request =
                Rtnetlink.trafficControlHeader(interfaceIndex, Rtnetlink.CLSACT_HANDLE, Rtnetlink.TC_H_CLSACT, 0);
        socket.request(Rtnetlink.RTM_DELQDISC, 0, request, "RTM_DELQDISC", "clsact on interface " + interfaceIndex);
    }

    /**
     * Adds a filter to an interface with {@code clsact}.
     *
     * @param priority from 1 to 65535, or 0 for the kernel to choose one before those that are there
     * @param handle   0 for the kernel to choose
     * @param replace  whether to put it in the place of one with the same priority and handle, in one step
     * @return the filter with the numbers that it got
     */
    public Filter addFilter(
            int interfaceIndex,
            Direction direction,
            int priority,
            int handle,
            int programFd,
            String name,
            boolean replace) {
        byte[] request = Attributes.after(Rtnetlink.trafficControlHeader(
                        interfaceIndex, handle, direction.parent, Rtnetlink.filterInfo(priority)))
                .string(Rtnetlink.TCA_KIND, "bpf")
                .nest(
                        Rtnetlink.TCA_OPTIONS,
                        options -> options.u32(Rtnetlink.TCA_BPF_FD, programFd)
                                .string(Rtnetlink.TCA_BPF_NAME, name)
                                .u32(Rtnetlink.TCA_BPF_FLAGS, Rtnetlink.TCA_BPF_FLAG_ACT_DIRECT))
                .toBytes();
        int flags = NetlinkMessage.CREATE
                | NetlinkMessage.ECHO
                | (replace ? NetlinkMessage.REPLACE : NetlinkMessage.EXCLUSIVE);
        return socket
                .request(
                        Rtnetlink.RTM_NEWTFILTER,
                        flags,
                        request,
                        "RTM_NEWTFILTER",
                        "filter \"" + name + "\" on interface " + interfaceIndex)
                .stream()
                .filter(message -> message.type() == Rtnetlink.RTM_NEWTFILTER)
                .map(message -> decode(message, direction))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the kernel did not say which filter it made"));
    }

    /** Removes a filter. */
    public void deleteFilter(Filter filter) {
        byte[] request = Attributes.after(Rtnetlink.trafficControlHeader(
                        filter.interfaceIndex(),
                        filter.handle(),
                        filter.direction().parent,
                        Rtnetlink.filterInfo(filter.priority())))
                .string(Rtnetlink.TCA_KIND, "bpf")
                .toBytes();
        socket.request(
                Rtnetlink.RTM_DELTFILTER,
                0,
                request,
                "RTM_DELTFILTER",
                "filter \"" + filter.name() + "\" on interface " + filter.interfaceIndex());
    }

    /** The {@code bpf} filters on an interface, in the order in which they run; none where it has no clsact. */
    public List<Filter> filters(int interfaceIndex, Direction direction) {
        byte[] request = Rtnetlink.trafficControlHeader(interfaceIndex, 0, direction.parent, 0);
        return socket
                .request(
                        Rtnetlink.RTM_GETTFILTER,
                        NetlinkMessage.DUMP,
                        request,
                        "RTM_GETTFILTER",
                        "filters on interface " + interfaceIndex)
                .stream()
                .filter(message -> message.type() == Rtnetlink.RTM_NEWTFILTER)
                .map(message -> decode(message, direction))
                .filter(filter -> filter.handle() != 0)
                .toList();
    }

    private static Filter decode(NetlinkMessage message, Direction direction) {
        ByteBuffer header = ByteBuffer.wrap(message.payload()).order(ByteOrder.nativeOrder());
        Attributes attributes = Attributes.parse(message.payload(), Rtnetlink.TRAFFIC_CONTROL_HEADER_BYTES);
        boolean bpf = attributes.string(Rtnetlink.TCA_KIND).orElse("").equals("bpf");
        Attributes options = attributes.nested(Rtnetlink.TCA_OPTIONS);
        return new Filter(
                header.getInt(4),
                direction,
                header.getInt(16) >>> 16,
                bpf ? header.getInt(8) : 0,
                options.string(Rtnetlink.TCA_BPF_NAME).orElse(""),
                options.number(Rtnetlink.TCA_BPF_ID).orElse(0));
    }

    @Override
    public void close() {
        socket.close();
    }
}
