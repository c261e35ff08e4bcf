package dev.skep.bpf.link;

import dev.skep.bpf.prog.Program;

/**
 * Where a program goes among others on the same hook, where the kernel keeps them in an order (tcx and netkit since 6.6,
 * cgroups since 6.17).
 *
 * @param flags      {@code BPF_F_BEFORE}, {@code BPF_F_AFTER}, and {@code BPF_F_LINK} where a link is meant
 * @param relativeFd descriptor of the link or program that it stands by; 0 for none
 */
public record Position(int flags, int relativeFd) {
    private static final int BEFORE = 1 << 3;
    private static final int AFTER = 1 << 4;
    private static final int LINK = 1 << 13;

    /** The end, as the kernel does where nothing is said. */
    public static Position last() {
        return new Position(0, 0);
    }

    /** The front. */
    public static Position first() {
        return new Position(BEFORE, 0);
    }

    /** Just before what a link attached. */
    public static Position before(BpfLink link) {
        return new Position(BEFORE | LINK, link.fd().number());
    }

    /** Just after what a link attached. */
    public static Position after(BpfLink link) {
        return new Position(AFTER | LINK, link.fd().number());
    }

    /** Just before a program that was attached without a link. */
    public static Position before(Program program) {
        return new Position(BEFORE, program.fd().number());
    }

    /** Just after a program that was attached without a link. */
    public static Position after(Program program) {
        return new Position(AFTER, program.fd().number());
    }

    boolean isLast() {
        return flags == 0;
    }
}
