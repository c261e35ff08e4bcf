package dev.skep.bpf.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;

/**
 * A network interface, as {@code RTM_GETLINK} describes it.
 *
 * @param index          its number in its network namespace
 * @param name           {@code "eth0"}
 * @param kind           what it is made of, {@code "veth"}, {@code "netkit"}; empty for hardware
 * @param flags          {@code IFF_*} of {@code include/uapi/linux/if.h}
 * @param mtu            largest packet in bytes, without the link layer's header
 * @param hardwareAddress {@code "02:00:00:00:00:01"}; empty where it has none
 * @param peerIndex      index of the other end, or of the interface below; 0 for none
 * @param xdp            the XDP programs on it
 */
public record Interface(
        int index, String name, String kind, int flags, int mtu, String hardwareAddress, int peerIndex, Xdp xdp) {
    private static final int IFF_UP = 1;
    private static final int IFF_LOOPBACK = 1 << 3;
    private static final int IFF_RUNNING = 1 << 6;

    /**
     * XDP programs on an interface; ids are 0 where there is none.
     *
     * @param mode        {@code XDP_ATTACHED_*}: 0 none, 1 native, 2 generic, 3 offloaded, 4 several
     * @param programId   the only program's id
     * @param nativeId    the program in the driver
     * @param genericId   the program above the driver
     */
    public record Xdp(int mode, int programId, int nativeId, int genericId) {
        /** No program at all. */
        public static final Xdp NONE = new Xdp(0, 0, 0, 0);
    }

    /** Whether it was brought up by its administrator. */
    public boolean up() {
        return (flags & IFF_UP) != 0;
    }

    /** Whether it is up and has a carrier, so that packets go through; some time after {@link #up()}. */
    public boolean running() {
        return (flags & IFF_RUNNING) != 0;
    }

    /** Whether it is the loopback interface. */
    public boolean loopback() {
        return (flags & IFF_LOOPBACK) != 0;
    }

    /** Decodes an {@code RTM_NEWLINK} message. */
    static Interface decode(NetlinkMessage message) {
        ByteBuffer header = ByteBuffer.wrap(message.payload()).order(ByteOrder.nativeOrder());
        Attributes attributes = Attributes.parse(message.payload(), Rtnetlink.INTERFACE_HEADER_BYTES);
        Attributes xdp = attributes.nested(Rtnetlink.IFLA_XDP);
        return new Interface(
                header.getInt(4),
                attributes.string(Rtnetlink.IFLA_IFNAME).orElse(""),
                attributes
                        .nested(Rtnetlink.IFLA_LINKINFO)
                        .string(Rtnetlink.IFLA_INFO_KIND)
                        .orElse(""),
                header.getInt(8),
                attributes.number(Rtnetlink.IFLA_MTU).orElse(0),
                attributes
                        .bytes(Rtnetlink.IFLA_ADDRESS)
                        .map(a -> HexFormat.ofDelimiter(":").formatHex(a))
                        .orElse(""),
                attributes.number(Rtnetlink.IFLA_LINK).orElse(0),
                new Xdp(
                        xdp.number(Rtnetlink.IFLA_XDP_ATTACHED).orElse(0),
                        xdp.number(Rtnetlink.IFLA_XDP_PROG_ID).orElse(0),
                        xdp.number(Rtnetlink.IFLA_XDP_DRV_PROG_ID).orElse(0),
                        xdp.number(Rtnetlink.IFLA_XDP_SKB_PROG_ID).orElse(0)));
    }
}
