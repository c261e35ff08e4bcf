package dev.skep.bpf.link;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.skep.bpf.prog.AttachType;
import dev.skep.bpf.prog.Program;
import dev.skep.bpf.sys.BpfAttr;
import java.util.Locale;

/** Programs among the netfilter hooks of the calling thread's network namespace (Linux 6.4). */
public final class NetfilterLink {
    /** {@code BPF_F_NETFILTER_IP_DEFRAG}: put fragments together first; needs a priority after -400. */
    public static final int DEFRAGMENT = 1;

    private NetfilterLink() {}

    /** {@code NFPROTO_IPV4} and {@code NFPROTO_IPV6}. */
    public enum Family {
        IPV4(2),
        IPV6(10);

        private final int number;

        Family(int number) {
            this.number = number;
        }
    }

    /** {@code enum nf_inet_hooks}, in the kernel's order: the ordinal is the number. */
    public enum Point {
        PRE_ROUTING,
        LOCAL_IN,
        FORWARD,
        LOCAL_OUT,
        POST_ROUTING
    }

    /**
     * Attaches a program.
     *
     * @param priority hooks run from the lowest up; the kernel refuses its own first and last
     * @param flags    0 or {@link #DEFRAGMENT}
     */
    public static BpfLink attach(Program program, Family family, Point point, int priority, int flags) {
        return LinkCreate.create(
                program,
                0,
                AttachType.NETFILTER,
                0,
                "netfilter " + LinkCreate.quoted(program) + " on " + family + " "
                        + point.name().toLowerCase(Locale.ROOT),
                attr -> {
                    attr.set(JAVA_INT, BpfAttr.LinkCreate.NETFILTER_PF, family.number);
                    attr.set(JAVA_INT, BpfAttr.LinkCreate.NETFILTER_HOOKNUM, point.ordinal());
                    attr.set(JAVA_INT, BpfAttr.LinkCreate.NETFILTER_PRIORITY, priority);
                    attr.set(JAVA_INT, BpfAttr.LinkCreate.NETFILTER_FLAGS, flags);
                });
    }
}
