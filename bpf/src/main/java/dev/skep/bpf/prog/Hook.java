package dev.skep.bpf.prog;

import org.jspecify.annotations.Nullable;

/** The attach points of the kernel: each is one program type and, where the kernel asks for it, one expected attach type. */
public enum Hook {
    SOCKET_FILTER(ProgramType.SOCKET_FILTER, null),
    RAW_TP(ProgramType.RAW_TRACEPOINT, null),
    TP_BTF(ProgramType.TRACING, AttachType.TRACE_RAW_TP),
    TRACEPOINT(ProgramType.TRACEPOINT, null),
    KPROBE(ProgramType.KPROBE, null),
    KRETPROBE(ProgramType.KPROBE, null),
    KPROBE_MULTI(ProgramType.KPROBE, AttachType.TRACE_KPROBE_MULTI),
    KRETPROBE_MULTI(ProgramType.KPROBE, AttachType.TRACE_KPROBE_MULTI),
    UPROBE(ProgramType.KPROBE, null),
    URETPROBE(ProgramType.KPROBE, null),
    UPROBE_MULTI(ProgramType.KPROBE, AttachType.TRACE_UPROBE_MULTI),
    URETPROBE_MULTI(ProgramType.KPROBE, AttachType.TRACE_UPROBE_MULTI),
    USDT(ProgramType.KPROBE, null),
    PERF_EVENT(ProgramType.PERF_EVENT, null),
    FENTRY(ProgramType.TRACING, AttachType.TRACE_FENTRY),
    FEXIT(ProgramType.TRACING, AttachType.TRACE_FEXIT),
    FMOD_RET(ProgramType.TRACING, AttachType.MODIFY_RETURN),
    LSM(ProgramType.LSM, AttachType.LSM_MAC),
    LSM_CGROUP(ProgramType.LSM, AttachType.LSM_CGROUP),
    ITER(ProgramType.TRACING, AttachType.TRACE_ITER),
    SYSCALL(ProgramType.SYSCALL, null),
    XDP(ProgramType.XDP, AttachType.XDP),
    XDP_DEVMAP(ProgramType.XDP, AttachType.XDP_DEVMAP),
    XDP_CPUMAP(ProgramType.XDP, AttachType.XDP_CPUMAP),
    TCX_INGRESS(ProgramType.SCHED_CLS, AttachType.TCX_INGRESS),
    TCX_EGRESS(ProgramType.SCHED_CLS, AttachType.TCX_EGRESS),
    NETKIT_PRIMARY(ProgramType.SCHED_CLS, AttachType.NETKIT_PRIMARY),
    NETKIT_PEER(ProgramType.SCHED_CLS, AttachType.NETKIT_PEER),
    CGROUP_INGRESS(ProgramType.CGROUP_SKB, AttachType.CGROUP_INET_INGRESS),
    CGROUP_EGRESS(ProgramType.CGROUP_SKB, AttachType.CGROUP_INET_EGRESS),
    CGROUP_SOCK_CREATE(ProgramType.CGROUP_SOCK, AttachType.CGROUP_INET_SOCK_CREATE),
    CGROUP_SOCK_RELEASE(ProgramType.CGROUP_SOCK, AttachType.CGROUP_INET_SOCK_RELEASE),
    CGROUP_POST_BIND4(ProgramType.CGROUP_SOCK, AttachType.CGROUP_INET4_POST_BIND),
    CGROUP_POST_BIND6(ProgramType.CGROUP_SOCK, AttachType.CGROUP_INET6_POST_BIND),
    CGROUP_BIND4(ProgramType.CGROUP_SOCK_ADDR, AttachType.CGROUP_INET4_BIND),
    CGROUP_BIND6(ProgramType.CGROUP_SOCK_ADDR, AttachType.CGROUP_INET6_BIND),
    CGROUP_CONNECT4(ProgramType.CGROUP_SOCK_ADDR, AttachType.CGROUP_INET4_CONNECT),
    CGROUP_CONNECT6(ProgramType.CGROUP_SOCK_ADDR, AttachType.CGROUP_INET6_CONNECT),
    CGROUP_GETPEERNAME4(ProgramType.CGROUP_SOCK_ADDR, AttachType.CGROUP_INET4_GETPEERNAME),
    CGROUP_GETPEERNAME6(ProgramType.CGROUP_SOCK_ADDR, AttachType.CGROUP_INET6_GETPEERNAME),
    CGROUP_GETSOCKNAME4(ProgramType.CGROUP_SOCK_ADDR, AttachType.CGROUP_INET4_GETSOCKNAME),
    CGROUP_GETSOCKNAME6(ProgramType.CGROUP_SOCK_ADDR, AttachType.CGROUP_INET6_GETSOCKNAME),
    CGROUP_SENDMSG4(ProgramType.CGROUP_SOCK_ADDR, AttachType.CGROUP_UDP4_SENDMSG),
    CGROUP_SENDMSG6(ProgramType.CGROUP_SOCK_ADDR, AttachType.CGROUP_UDP6_SENDMSG),
    CGROUP_RECVMSG4(ProgramType.CGROUP_SOCK_ADDR, AttachType.CGROUP_UDP4_RECVMSG),
    CGROUP_RECVMSG6(ProgramType.CGROUP_SOCK_ADDR, AttachType.CGROUP_UDP6_RECVMSG),
    CGROUP_GETSOCKOPT(ProgramType.CGROUP_SOCKOPT, AttachType.CGROUP_GETSOCKOPT),
    CGROUP_SETSOCKOPT(ProgramType.CGROUP_SOCKOPT, AttachType.CGROUP_SETSOCKOPT),
    CGROUP_SYSCTL(ProgramType.CGROUP_SYSCTL, AttachType.CGROUP_SYSCTL),
    CGROUP_DEVICE(ProgramType.CGROUP_DEVICE, AttachType.CGROUP_DEVICE),
    SOCK_OPS(ProgramType.SOCK_OPS, AttachType.CGROUP_SOCK_OPS),
    SK_MSG(ProgramType.SK_MSG, AttachType.SK_MSG_VERDICT),
    SK_SKB_PARSER(ProgramType.SK_SKB, AttachType.SK_SKB_STREAM_PARSER),
    SK_SKB_STREAM(ProgramType.SK_SKB, AttachType.SK_SKB_STREAM_VERDICT),
    SK_SKB_VERDICT(ProgramType.SK_SKB, AttachType.SK_SKB_VERDICT),
    SK_LOOKUP(ProgramType.SK_LOOKUP, AttachType.SK_LOOKUP),
    SK_REUSEPORT(ProgramType.SK_REUSEPORT, AttachType.SK_REUSEPORT_SELECT),
    NETFILTER(ProgramType.NETFILTER, AttachType.NETFILTER);

    private final ProgramType programType;
    private final @Nullable AttachType expectedAttachType;

    Hook(ProgramType programType, @Nullable AttachType expectedAttachType) {
        this.programType = programType;
        this.expectedAttachType = expectedAttachType;
    }

    public ProgramType programType() {
        return programType;
    }

    /** What goes into {@code expected_attach_type} at load, or null where the kernel wants zero. */
    public @Nullable AttachType expectedAttachType() {
        return expectedAttachType;
    }
}
