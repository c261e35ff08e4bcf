package dev.skep.bpf.link;

/** {@code enum bpf_link_type} of {@code include/uapi/linux/bpf.h}, in the kernel's order: the ordinal is the number. */
public enum LinkType {
    UNSPEC,
    RAW_TRACEPOINT,
    TRACING,
    CGROUP,
    ITER,
    NETNS,
    XDP,
    PERF_EVENT,
    KPROBE_MULTI,
    STRUCT_OPS,
    NETFILTER,
    TCX,
    UPROBE_MULTI,
    NETKIT,
    SOCKMAP;

    private static final LinkType[] BY_NUMBER = values();

    /** The type with a number, or {@link #UNSPEC} for one that is newer than this library. */
    public static LinkType of(int number) {
        return number >= 0 && number < BY_NUMBER.length ? BY_NUMBER[number] : UNSPEC;
    }
}
