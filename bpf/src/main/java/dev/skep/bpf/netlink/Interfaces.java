package dev.skep.bpf.netlink;

import static dev.skep.bpf.netlink.Rtnetlink.interfaceHeader;

import dev.skep.bpf.sys.Errno;
import dev.skep.bpf.sys.SyscallException;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/**
 * The network interfaces of a network namespace, that of the thread which {@linkplain #open() opens} this: list, make,
 * remove, configure. Every failure is a {@link SyscallException} with the kernel's own words where it gives any.
 */
public final class Interfaces implements AutoCloseable {
    /** {@code XDP_FLAGS_UPDATE_IF_NOEXIST}: fail if there is a program already. */
    public static final int XDP_IF_NONE = 1;

    /** {@code XDP_FLAGS_SKB_MODE}: above the driver, on any interface. */
    public static final int XDP_GENERIC = 1 << 1;

    /** {@code XDP_FLAGS_DRV_MODE}: in the driver. */
    public static final int XDP_NATIVE = 1 << 2;

    /** {@code XDP_FLAGS_REPLACE}: only in place of the expected program. */
    public static final int XDP_REPLACE = 1 << 4;

    private final NetlinkSocket socket;

    private Interfaces(NetlinkSocket socket) {
        this.socket = socket;
    }

    /** Opens the calling thread's network namespace. */
    public static Interfaces open() {
        return new Interfaces(NetlinkSocket.open());
    }

    /** All interfaces. */
    public List<Interface> list() {
        return socket
                .request(
                        Rtnetlink.RTM_GETLINK,
                        NetlinkMessage.DUMP,
                        interfaceHeader(0, 0, 0),
                        "RTM_GETLINK",
                        "all interfaces")
                .stream()
                .filter(message -> message.type() == Rtnetlink.RTM_NEWLINK)
                .map(Interface::decode)
                .toList();
    }

    /** The interface with a name; empty where there is none. */
    public Optional<Interface> named(String name) {
        byte[] request = Attributes.after(interfaceHeader(0, 0, 0))
                .string(Rtnetlink.IFLA_IFNAME, name)
                .toBytes();
        return get(request, "interface " + name);
    }

    /** The interface with an index; empty where there is none. */
    public Optional<Interface> at(int index) {
        return get(interfaceHeader(index, 0, 0), "interface " + index);
    }

    private Optional<Interface> get(byte[] request, String object) {
        try {
            return socket.request(Rtnetlink.RTM_GETLINK, 0, request, "RTM_GETLINK", object).stream()
                    .filter(message -> message.type() == Rtnetlink.RTM_NEWLINK)
                    .map(Interface::decode)
                    .findFirst();
        } catch (SyscallException e) {
            if (e.errno() == Errno.ENODEV) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /**
     * The index of the interface with a name.
     *
     * @throws SyscallException with ENODEV where there is none; it lists those that there are
     */
    public int indexOf(String name) {
        return named(name)
                .map(Interface::index)
                .orElseThrow(() -> new SyscallException(
                        "netlink(RTM_GETLINK)",
                        "interface " + name,
                        Errno.ENODEV,
                        "this network namespace has only "
                                + String.join(
                                        ", ",
                                        list().stream().map(Interface::name).toList())));
    }

    /** Makes a pair of virtual Ethernet interfaces, both down; removing one removes both. */
    public void createVeth(String name, String peer) {
        createPair("veth", name, peer, Rtnetlink.VETH_INFO_PEER);
    }

    /** Makes a pair of netkit devices in L3 mode, both down: the named one is the primary. */
    public void createNetkit(String name, String peer) {
        createPair("netkit", name, peer, Rtnetlink.IFLA_NETKIT_PEER_INFO);
    }

    private void createPair(String kind, String name, String peer, int peerAttribute) {
        byte[] peerInfo = Attributes.after(interfaceHeader(0, 0, 0))
                .string(Rtnetlink.IFLA_IFNAME, peer)
                .toBytes();
        byte[] request = Attributes.after(interfaceHeader(0, 0, 0))
                .string(Rtnetlink.IFLA_IFNAME, name)
                .nest(
                        Rtnetlink.IFLA_LINKINFO,
                        info -> info.string(Rtnetlink.IFLA_INFO_KIND, kind)
                                .nest(Rtnetlink.IFLA_INFO_DATA, data -> data.bytes(peerAttribute, peerInfo)))
                .toBytes();
        change(request, NetlinkMessage.CREATE | NetlinkMessage.EXCLUSIVE, kind + " pair " + name + ", " + peer);
    }

    /** Makes a bridge, down and without ports. */
    public void createBridge(String name) {
        byte[] request = Attributes.after(interfaceHeader(0, 0, 0))
                .string(Rtnetlink.IFLA_IFNAME, name)
                .nest(Rtnetlink.IFLA_LINKINFO, info -> info.string(Rtnetlink.IFLA_INFO_KIND, "bridge"))
                .toBytes();
        change(request, NetlinkMessage.CREATE | NetlinkMessage.EXCLUSIVE, "bridge " + name);
    }

    /** Makes an interface a port of a bridge. */
    public void addPort(int bridgeIndex, int index) {
        byte[] request = Attributes.after(interfaceHeader(index, 0, 0))
                .u32(Rtnetlink.IFLA_MASTER, bridgeIndex)
                .toBytes();
        change(request, 0, "port " + index + " of bridge " + bridgeIndex);
    }

    /** Removes an interface. */
    public void delete(int index) {
        socket.request(Rtnetlink.RTM_DELLINK, 0, interfaceHeader(index, 0, 0), "RTM_DELLINK", "interface " + index);
    }

    /** Brings an interface up or down. */
    public void setUp(int index, boolean up) {
        change(interfaceHeader(index, up ? Rtnetlink.IFF_UP : 0, Rtnetlink.IFF_UP), 0, "interface " + index);
    }

    /** Gives an interface another largest packet size, in bytes. */
    public void setMtu(int index, int mtu) {
        byte[] request = Attributes.after(interfaceHeader(index, 0, 0))
                .u32(Rtnetlink.IFLA_MTU, mtu)
                .toBytes();
        change(request, 0, "MTU of interface " + index);
    }

    /** Moves an interface into another network namespace, where it is down and may get another index. */
    public void move(int index, NetworkNamespace to) {
        byte[] request = Attributes.after(interfaceHeader(index, 0, 0))
                .u32(Rtnetlink.IFLA_NET_NS_FD, to.fd().number())
                .toBytes();
        change(request, 0, "interface " + index);
    }

    /** Gives an interface an IPv4 or IPv6 address, usable at once. */
    public void addAddress(int index, InetAddress address, int prefixBits) {
        byte[] request = Attributes.after(Rtnetlink.addressHeader(address, prefixBits, index))
                .bytes(Rtnetlink.IFA_LOCAL, address.getAddress())
                .bytes(Rtnetlink.IFA_ADDRESS, address.getAddress())
                .toBytes();
        socket.request(
                Rtnetlink.RTM_NEWADDR,
                NetlinkMessage.CREATE | NetlinkMessage.EXCLUSIVE,
                request,
                "RTM_NEWADDR",
                address.getHostAddress() + "/" + prefixBits + " on interface " + index);
    }

    /** Routes a prefix through a gateway that an interface reaches. */
    public void addRoute(InetAddress destination, int prefixBits, InetAddress gateway, int index) {
        Attributes.Writer request = Attributes.after(Rtnetlink.routeHeader(destination, prefixBits, true));
        if (prefixBits > 0) {
            request.bytes(Rtnetlink.RTA_DST, destination.getAddress());
        }
        request.bytes(Rtnetlink.RTA_GATEWAY, gateway.getAddress()).u32(Rtnetlink.RTA_OIF, index);
        socket.request(
                Rtnetlink.RTM_NEWROUTE,
                NetlinkMessage.CREATE | NetlinkMessage.EXCLUSIVE,
                request.toBytes(),
                "RTM_NEWROUTE",
                destination.getHostAddress() + "/" + prefixBits + " via " + gateway.getHostAddress());
    }

    /**
     * Puts an XDP program on an interface, or takes it off. It outlives the process: where the kernel has XDP links, use
     * {@code XdpLink}.
     *
     * @param programFd  descriptor of the program; -1 to take off
     * @param flags      {@link #XDP_GENERIC} or {@link #XDP_NATIVE}, {@link #XDP_IF_NONE} or {@link #XDP_REPLACE}
     * @param expectedFd descriptor of the program that must be there now, with {@link #XDP_REPLACE}
     */
    public void setXdp(int index, int programFd, int flags, int expectedFd) {
        byte[] request = Attributes.after(interfaceHeader(index, 0, 0))
                .nest(Rtnetlink.IFLA_XDP, xdp -> {
                    xdp.u32(Rtnetlink.IFLA_XDP_FD, programFd);
                    if (flags != 0) {
                        xdp.u32(Rtnetlink.IFLA_XDP_FLAGS, flags);
                    }
                    if ((flags & XDP_REPLACE) != 0) {
                        xdp.u32(Rtnetlink.IFLA_XDP_EXPECTED_FD, expectedFd);
                    }
                })
                .toBytes();
        change(request, 0, "XDP on interface " + index);
    }

    private void change(byte[] request, int flags, String object) {
        socket.request(Rtnetlink.RTM_NEWLINK, flags, request, "RTM_NEWLINK", object);
    }

    @Override
    public void close() {
        socket.close();
    }
}
