package dev.skep.compiler.lang;

/** A packet at the driver ({@code struct xdp_md}). */
public non-sealed interface XdpPacket extends Packet {
    /** Index of the interface that received it. */
    int ifindex();

    /** Receive queue that it arrived on. */
    int rxQueue();

    /** Moves the front by {@code delta} bytes, negative to make room; 0 or a negative errno. Ends all views. */
    int adjustHead(int delta);

    /** Moves the end by {@code delta} bytes, negative to shrink; 0 or a negative errno. Ends all views. */
    int adjustTail(int delta);

    /** Redirects through a device, CPU or XSK map: the verdict to return ({@code bpf_redirect_map}). */
    int redirect(RedirectMap map, int key, long flags);
}
