package dev.skep.compiler.lang;

/** Verdicts of tc and tcx programs ({@code TC_ACT_*} of {@code include/uapi/linux/pkt_cls.h}). */
public final class TcAction {
    /** Go on to the next program, as {@code TCX_NEXT}. */
    public static final int UNSPEC = -1;

    public static final int OK = 0;
    public static final int SHOT = 2;
    public static final int REDIRECT = 7;

    private TcAction() {}
}
