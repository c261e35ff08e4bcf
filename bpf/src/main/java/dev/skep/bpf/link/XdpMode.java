package dev.skep.bpf.link;

import dev.skep.bpf.netlink.Interfaces;

/** Where on the way into the host an XDP program runs. */
public enum XdpMode {
    /** In the driver if it can, else above it. */
    AUTO(0),
    /** In the driver, before a packet has a socket buffer; fails where the driver cannot. */
    NATIVE(Interfaces.XDP_NATIVE),
    /** Above the driver: on any interface, but slower. */
    GENERIC(Interfaces.XDP_GENERIC);

    private final int flags;

    XdpMode(int flags) {
        this.flags = flags;
    }

    /** {@code XDP_FLAGS_*} of {@code include/uapi/linux/if_link.h}. */
    int flags() {
        return flags;
    }
}
