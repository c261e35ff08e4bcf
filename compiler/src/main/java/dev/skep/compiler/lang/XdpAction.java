package dev.skep.compiler.lang;

/** {@code enum xdp_action} of {@code include/uapi/linux/bpf.h}. */
public final class XdpAction {
    /** An error: drops and fires {@code xdp:xdp_exception}. */
    public static final int ABORTED = 0;

    public static final int DROP = 1;
    public static final int PASS = 2;

    /** Sends the packet back out of the interface it came in by. */
    public static final int TX = 3;

    public static final int REDIRECT = 4;

    private XdpAction() {}
}
