package dev.skep.bpf.netlink;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The numbers and family headers of route netlink, from {@code include/uapi/linux/rtnetlink.h}, {@code if_link.h},
 * {@code pkt_sched.h} and {@code pkt_cls.h}.
 */
final class Rtnetlink {
    static final int RTM_NEWLINK = 16, RTM_DELLINK = 17, RTM_GETLINK = 18, RTM_NEWADDR = 20, RTM_NEWROUTE = 24;
    static final int RTM_NEWQDISC = 36, RTM_DELQDISC = 37, RTM_GETQDISC = 38;
    static final int RTM_NEWTFILTER = 44, RTM_DELTFILTER = 45, RTM_GETTFILTER = 46;
    static final int IFLA_ADDRESS = 1, IFLA_IFNAME = 3, IFLA_MTU = 4, IFLA_LINK = 5, IFLA_LINKINFO = 18;
    static final int IFLA_MASTER = 10, IFLA_NET_NS_FD = 28, IFLA_XDP = 43;
    static final int IFLA_INFO_KIND = 1, IFLA_INFO_DATA = 2, VETH_INFO_PEER = 1;
    static final int IFLA_NETKIT_PEER_INFO = 1, IFLA_NETKIT_MODE = 5;
    static final int IFLA_XDP_FD = 1, IFLA_XDP_ATTACHED = 2, IFLA_XDP_FLAGS = 3, IFLA_XDP_PROG_ID = 4;
    static final int IFLA_XDP_DRV_PROG_ID = 5, IFLA_XDP_SKB_PROG_ID = 6, IFLA_XDP_EXPECTED_FD = 8;
    static final int IFA_ADDRESS = 1, IFA_LOCAL = 2;
    static final int RTA_DST = 1, RTA_OIF = 4, RTA_GATEWAY = 5;
    static final int TCA_KIND = 1, TCA_OPTIONS = 2;
    static final int TCA_BPF_FD = 6, TCA_BPF_NAME = 7, TCA_BPF_FLAGS = 8, TCA_BPF_ID = 11;
    static final int TCA_BPF_FLAG_ACT_DIRECT = 1;
    static final int TC_H_CLSACT = 0xffff_fff1, CLSACT_HANDLE = 0xffff_0000;
    static final int TC_H_CLSACT_INGRESS = 0xffff_fff2, TC_H_CLSACT_EGRESS = 0xffff_fff3;

    static final int IFF_UP = 1;

    /** Bytes of {@code struct ifinfomsg}. */
    static final int INTERFACE_HEADER_BYTES = 16;

    /** Bytes of {@code struct tcmsg}. */
    static final int TRAFFIC_CONTROL_HEADER_BYTES = 20;

    private static final int IFA_F_NODAD = 0x02;
    private static final int RT_TABLE_MAIN = 254;
    private static final int RTPROT_STATIC = 4;
    private static final int RT_SCOPE_UNIVERSE = 0;
    private static final int RT_SCOPE_LINK = 253;
    private static final int RTN_UNICAST = 1;
    private static final int ETH_P_ALL = 3;

    private Rtnetlink() {}

    /** {@code struct ifinfomsg}: {@code family:8 pad:8 type:16 index:32 flags:32 change:32}. */
    static byte[] interfaceHeader(int index, int flags, int change) {
        return header(INTERFACE_HEADER_BYTES)
                .putInt(0)
                .putInt(index)
                .putInt(flags)
                .putInt(change)
                .array();
    }

    /**
     * {@code struct ifaddrmsg}: {@code family:8 prefix:8 flags:8 scope:8 index:32}. Duplicate address detection is off: an
     * IPv6 address works at once.
     */
    static byte[] addressHeader(InetAddress address, int prefixBits, int index) {
        return header(8)
                .put((byte) family(address))
                .put((byte) prefixBits)
                .put((byte) (address instanceof Inet4Address ? 0 : IFA_F_NODAD))
                .put((byte) RT_SCOPE_UNIVERSE)
                .putInt(index)
                .array();
    }

    /**
     * {@code struct rtmsg}: {@code family:8 dstPrefix:8 srcPrefix:8 tos:8 table:8 protocol:8 scope:8 type:8 flags:32}.
     */
    static byte[] routeHeader(InetAddress destination, int prefixBits, boolean gateway) {
        return header(12)
                .put((byte) family(destination))
                .put((byte) prefixBits)
                .putShort((short) 0)
                .put((byte) RT_TABLE_MAIN)
                .put((byte) RTPROT_STATIC)
                .put((byte) (gateway ? RT_SCOPE_UNIVERSE : RT_SCOPE_LINK))
                .put((byte) RTN_UNICAST)
                .putInt(0)
                .array();
    }

    /** {@code struct tcmsg}: {@code family:8 pad:24 index:32 handle:32 parent:32 info:32}. */
    static byte[] trafficControlHeader(int index, int handle, int parent, int info) {
        return header(TRAFFIC_CONTROL_HEADER_BYTES)
                .putInt(0)
                .putInt(index)
                .putInt(handle)
                .putInt(parent)
                .putInt(info)
                .array();
    }

    /** The {@code tcm_info} of a filter: priority above, all protocols in network order below. */
    static int filterInfo(int priority) {
        int protocol = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? ETH_P_ALL << 8 : ETH_P_ALL;
        return priority << 16 | protocol;
    }

    /** {@code AF_INET} or {@code AF_INET6}. */
    static int family(InetAddress address) {
        return address instanceof Inet4Address ? 2 : 10;
    }

    private static ByteBuffer header(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.nativeOrder());
    }
}
