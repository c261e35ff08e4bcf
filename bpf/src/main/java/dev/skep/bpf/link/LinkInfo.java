package dev.skep.bpf.link;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.skep.bpf.prog.AttachType;
import dev.skep.bpf.sys.Bpf;
import dev.skep.bpf.sys.FileDescriptor;
import dev.skep.bpf.sys.LinkInfoLayout;
import dev.skep.bpf.sys.Scratch;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Locale;

/**
 * What the kernel says about a link ({@code struct bpf_link_info}).
 *
 * @param id        its id, unique until the next boot
 * @param type      its kind
 * @param programId id of the attached program
 * @param target    what it is attached to, in words: {@code "tracepoint sched_process_exec"}, {@code "interface 3"}; for an
 *                  interface that was detached, {@code "interface 0"}
 */
public record LinkInfo(int id, LinkType type, int programId, String target) {
    private static final int NAME_BYTES = 4096;
    private static final int PERF_EVENT_TRACEPOINT = 5;
    private static final int PERF_EVENT_PLAIN = 6;

    static LinkInfo of(FileDescriptor link, String object) {
        try (Scratch scratch = Scratch.open()) {
            MemorySegment info = scratch.allocate(LinkInfoLayout.BYTES, 8);
            Bpf.info(link, info, object);
            LinkType type = LinkType.of(info.get(JAVA_INT, LinkInfoLayout.TYPE));
            return new LinkInfo(
                    info.get(JAVA_INT, LinkInfoLayout.ID),
                    type,
                    info.get(JAVA_INT, LinkInfoLayout.PROG_ID),
                    target(link, object, type, info));
        }
    }

    private static String target(FileDescriptor link, String object, LinkType type, MemorySegment info) {
        return switch (type) {
            case UNSPEC, STRUCT_OPS -> "";
            case RAW_TRACEPOINT ->
                "tracepoint "
                        + name(
                                link,
                                object,
                                LinkInfoLayout.RAW_TRACEPOINT_TP_NAME,
                                LinkInfoLayout.RAW_TRACEPOINT_TP_NAME_LEN);
            case ITER ->
                "iterator " + name(link, object, LinkInfoLayout.ITER_TARGET_NAME, LinkInfoLayout.ITER_TARGET_NAME_LEN);
            case TRACING ->
                attachType(info, LinkInfoLayout.TRACING_ATTACH_TYPE) + " of BTF type "
                        + info.get(JAVA_INT, LinkInfoLayout.TRACING_TARGET_BTF_ID);
            case CGROUP ->
                "cgroup " + info.get(JAVA_LONG, LinkInfoLayout.CGROUP_CGROUP_ID) + " "
                        + attachType(info, LinkInfoLayout.CGROUP_ATTACH_TYPE);
            case NETNS -> "network namespace " + unsigned(info, LinkInfoLayout.NETNS_NETNS_INO);
            case XDP -> "interface " + info.get(JAVA_INT, LinkInfoLayout.XDP_IFINDEX);
            case TCX ->
                "interface " + info.get(JAVA_INT, LinkInfoLayout.TCX_IFINDEX) + " "
                        + attachType(info, LinkInfoLayout.TCX_ATTACH_TYPE);
            case NETKIT ->
                "interface " + info.get(JAVA_INT, LinkInfoLayout.NETKIT_IFINDEX) + " "
                        + attachType(info, LinkInfoLayout.NETKIT_ATTACH_TYPE);
            case PERF_EVENT -> perfEvent(link, object, info);
            case KPROBE_MULTI -> info.get(JAVA_INT, LinkInfoLayout.KPROBE_MULTI_COUNT) + " kernel functions";
            case UPROBE_MULTI -> uprobes(link, object, info);
            case NETFILTER ->
                "netfilter family " + info.get(JAVA_INT, LinkInfoLayout.NETFILTER_PF) + " hook "
                        + info.get(JAVA_INT, LinkInfoLayout.NETFILTER_HOOKNUM) + " priority "
                        + info.get(JAVA_INT, LinkInfoLayout.NETFILTER_PRIORITY);
            case SOCKMAP -> "map " + info.get(JAVA_INT, LinkInfoLayout.SOCKMAP_MAP_ID);
        };
    }

    /** {@code enum bpf_perf_event_type}; kernels before 6.6 say nothing. */
    private static String perfEvent(FileDescriptor link, String object, MemorySegment info) {
        int type = info.get(JAVA_INT, LinkInfoLayout.PERF_EVENT_TYPE);
        if (type == PERF_EVENT_PLAIN) {
            return "perf event " + info.get(JAVA_INT, LinkInfoLayout.PERF_EVENT_EVENT_TYPE) + ":"
                    + info.get(JAVA_LONG, LinkInfoLayout.PERF_EVENT_EVENT_CONFIG);
        }
        if (type <= 0 || type >= PERF_EVENT_PLAIN) {
            return "perf event";
        }
        String kind = List.of("uprobe", "uretprobe", "kprobe", "kretprobe", "tracepoint")
                .get(type - 1);
        String name = name(
                link,
                object,
                LinkInfoLayout.PERF_EVENT_TRACEPOINT_TP_NAME,
                LinkInfoLayout.PERF_EVENT_TRACEPOINT_NAME_LEN);
        if (type == PERF_EVENT_TRACEPOINT) {
            return kind + " " + name;
        }
        int offset = info.get(JAVA_INT, LinkInfoLayout.PERF_EVENT_UPROBE_OFFSET);
        return kind + " " + name + (offset == 0 ? "" : "+0x" + Integer.toHexString(offset));
    }

    /** Kernels before 6.8 do not tell the file. */
    private static String uprobes(FileDescriptor link, String object, MemorySegment info) {
        String file = name(link, object, LinkInfoLayout.UPROBE_MULTI_PATH, LinkInfoLayout.UPROBE_MULTI_PATH_SIZE);
        return info.get(JAVA_INT, LinkInfoLayout.UPROBE_MULTI_COUNT) + " places in "
                + (file.isEmpty() ? "a file" : file);
    }

    private static String unsigned(MemorySegment info, int offset) {
        return Integer.toUnsignedString(info.get(JAVA_INT, offset));
    }

    private static String attachType(MemorySegment info, int offset) {
        int number = info.get(JAVA_INT, offset);
        AttachType[] types = AttachType.values();
        return number >= 0 && number < types.length
                ? types[number].name().toLowerCase(Locale.ROOT)
                : "attach type " + number;
    }

    /** A name goes into a buffer of the caller's: the kernel is asked again, with one. */
    private static String name(FileDescriptor link, String object, int pointer, int length) {
        try (Scratch scratch = Scratch.open()) {
            MemorySegment info = scratch.allocate(LinkInfoLayout.BYTES, 8);
            MemorySegment buffer = scratch.allocate(NAME_BYTES, 8);
            info.set(JAVA_LONG, pointer, buffer.address());
            info.set(JAVA_INT, length, NAME_BYTES);
            Bpf.info(link, info, object);
            return buffer.getString(0);
        }
    }
}
