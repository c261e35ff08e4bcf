package dev.skep.bpf.sys;

/** Byte offsets of the fields of {@code struct bpf_link_info} ({@code include/uapi/linux/bpf.h}), under the kernel's names. */
public final class LinkInfoLayout {
    public static final int TYPE = 0;
    public static final int ID = 4;
    public static final int PROG_ID = 8;
    public static final int RAW_TRACEPOINT_TP_NAME = 16;
    public static final int RAW_TRACEPOINT_TP_NAME_LEN = 24;
    public static final int TRACING_ATTACH_TYPE = 16;
    public static final int TRACING_TARGET_OBJ_ID = 20;
    public static final int TRACING_TARGET_BTF_ID = 24;
    public static final int CGROUP_CGROUP_ID = 16;
    public static final int CGROUP_ATTACH_TYPE = 24;
    public static final int ITER_TARGET_NAME = 16;
    public static final int ITER_TARGET_NAME_LEN = 24;
    public static final int NETNS_NETNS_INO = 16;
    public static final int NETNS_ATTACH_TYPE = 20;
    public static final int XDP_IFINDEX = 16;
    public static final int NETFILTER_PF = 16;
    public static final int NETFILTER_HOOKNUM = 20;
    public static final int NETFILTER_PRIORITY = 24;
    public static final int NETFILTER_FLAGS = 28;
    public static final int KPROBE_MULTI_ADDRS = 16;
    public static final int KPROBE_MULTI_COUNT = 24;
    public static final int KPROBE_MULTI_FLAGS = 28;
    public static final int KPROBE_MULTI_MISSED = 32;
    public static final int KPROBE_MULTI_COOKIES = 40;
    public static final int UPROBE_MULTI_PATH = 16;
    public static final int UPROBE_MULTI_OFFSETS = 24;
    public static final int UPROBE_MULTI_REF_CTR_OFFSETS = 32;
    public static final int UPROBE_MULTI_COOKIES = 40;
    public static final int UPROBE_MULTI_PATH_SIZE = 48;
    public static final int UPROBE_MULTI_COUNT = 52;
    public static final int UPROBE_MULTI_FLAGS = 56;
    public static final int UPROBE_MULTI_PID = 60;
    public static final int PERF_EVENT_TYPE = 16;
    public static final int PERF_EVENT_UPROBE_FILE_NAME = 24;
    public static final int PERF_EVENT_UPROBE_NAME_LEN = 32;
    public static final int PERF_EVENT_UPROBE_OFFSET = 36;
    public static final int PERF_EVENT_UPROBE_COOKIE = 40;
    public static final int PERF_EVENT_KPROBE_FUNC_NAME = 24;
    public static final int PERF_EVENT_KPROBE_NAME_LEN = 32;
    public static final int PERF_EVENT_KPROBE_OFFSET = 36;
    public static final int PERF_EVENT_KPROBE_ADDR = 40;
    public static final int PERF_EVENT_TRACEPOINT_TP_NAME = 24;
    public static final int PERF_EVENT_TRACEPOINT_NAME_LEN = 32;
    public static final int PERF_EVENT_EVENT_CONFIG = 24;
    public static final int PERF_EVENT_EVENT_TYPE = 32;
    public static final int TCX_IFINDEX = 16;
    public static final int TCX_ATTACH_TYPE = 20;
    public static final int NETKIT_IFINDEX = 16;
    public static final int NETKIT_ATTACH_TYPE = 20;
    public static final int SOCKMAP_MAP_ID = 16;
    public static final int SOCKMAP_ATTACH_TYPE = 20;
    public static final int BYTES = 64;

    private LinkInfoLayout() {}
}
