package dev.skep.bpf.feature;

import dev.skep.bpf.kernel.KernelConfig;
import dev.skep.bpf.prog.Hook;
import java.util.Locale;

/**
 * Features of the kernel that Skep uses, in the order in which {@code skep doctor} shows them. Each is found by trying it
 * on something harmless, once per boot.
 */
public enum Feature {
    BTF("kernel type information (BTF)", "4.18", "nothing: Skep needs it", CodeTrials::btf),
    JIT("JIT compilation of programs", "3.18", "programs are interpreted, several times slower", CodeTrials::jit),
    RING_BUFFER("ring buffers", "5.8", "perf event arrays, one buffer per CPU", CodeTrials::ringBuffer),
    USER_RING_BUFFER("user ring buffers", "6.1", "maps written from user space", CodeTrials::userRingBuffer),
    MAPPABLE_ARRAYS("arrays mapped into user space", "5.5", "one system call per value", CodeTrials::mappableArrays),
    BATCH_OPERATIONS("batch map operations", "5.6", "one system call per element", CodeTrials::batchOperations),
    TASK_STORAGE("task storage", "5.11", "hash maps keyed by thread id", CodeTrials::taskStorage),
    ARENA("arenas", "6.9", "maps", CodeTrials::arena),
    ISA_V3("32-bit jumps (ISA v3)", "5.1", "64-bit comparisons of extended values", CodeTrials::version3),
    ISA_V4(
            "signed division, byte swap and sign extension (ISA v4)",
            "6.6",
            "sequences of older instructions",
            CodeTrials::version4),
    ATOMIC_FETCH(
            "atomic operations that return the old value",
            "5.12",
            "atomic additions without their result",
            CodeTrials::atomicFetch),
    BOUNDED_LOOPS("bounded loops", "5.3", "unrolled loops", CodeTrials::boundedLoops),
    BPF_LOOP("bpf_loop", "5.17", "bounded loops", CodeTrials::bpfLoop),
    OPEN_CODED_ITERATORS("open-coded iterators", "6.4", "bpf_loop or bounded loops", CodeTrials::openCodedIterators),
    MAY_GOTO("may_goto", "6.9", "open-coded iterators or bpf_loop", CodeTrials::mayGoto),
    KFUNCS("kernel functions (kfuncs)", "5.13", "helpers", CodeTrials::kfuncs),
    DYNPTR("dynamic pointers", "5.19", "fixed-size reservations", CodeTrials::dynptr),
    TIMERS("timers", "5.15", "timed work in user space", CodeTrials::timers),
    SLEEPABLE("sleepable programs", "5.10", "reads of resident user memory only", TracingTrials::sleepable),
    SYSCALL_PROGRAMS("syscall programs", "5.14", "test-runs of other program types", TracingTrials::syscallProgram),
    STRUCT_OPS("struct_ops programs", "5.6", "nothing: kernel operations stay the kernel's own", CodeTrials::structOps),
    STATISTICS("run-time statistics per program", "5.8", "costs measured by test-run", CodeTrials::statistics),

    RAW_TRACEPOINT("raw tracepoints", "4.17", "tracepoints", TracingTrials::rawTracepoint),
    RAW_TRACEPOINT_COOKIE(
            "cookies of raw tracepoints", "6.10", "one program per tracepoint", TracingTrials::rawTracepointCookie),
    TP_BTF("typed raw tracepoints (tp_btf)", "5.5", "raw tracepoints with probe reads", TracingTrials::tpBtf),
    TRACEPOINT("tracepoints", "4.7", "raw tracepoints", TracingTrials::tracepoint),
    PERF_EVENT_LINK(
            "links of perf events",
            "5.15",
            "ioctl(PERF_EVENT_IOC_SET_BPF), without cookies",
            TracingTrials::perfEventLink),
    ATTACH_COOKIE("cookies of attached programs", "5.15", "one program per target", TracingTrials::attachCookie),
    HARDWARE_COUNTERS("hardware performance counters", "4.9", "the CPU clock", TracingTrials::hardwareCounters),
    KPROBE("kprobes", "4.1", "tracepoints, typed where the kernel has them", TracingTrials::kprobe),
    KPROBE_MULTI(
            "kprobes on many functions at once (kprobe.multi)",
            "5.18",
            "one kprobe per function",
            TracingTrials::kprobeMulti),
    KPROBE_SESSION("kprobe sessions", "6.10", "a kprobe and a kretprobe", TracingTrials::kprobeSession),
    UPROBE("uprobes", "4.3", "nothing: functions of programs cannot be traced", TracingTrials::uprobe),
    UPROBE_MULTI(
            "uprobes on many functions at once (uprobe_multi)",
            "6.6",
            "one uprobe per function",
            TracingTrials::uprobeMulti),
    UPROBE_SESSION("uprobe sessions", "6.13", "a uprobe and a uretprobe", TracingTrials::uprobeSession),
    FENTRY("fentry programs", "5.5", "tracepoints, or kprobes where there are any", TracingTrials::fentry),
    FEXIT("fexit programs", "5.5", "tracepoints, or kretprobes where there are any", TracingTrials::fexit),
    FMOD_RET("fmod_ret programs", "5.7", "signals at tracepoints", TracingTrials::fmodRet),
    LSM(
            "BPF security hooks (LSM)",
            "5.7",
            "cgroup hooks, fanotify permissions and signals at tracepoints",
            TracingTrials::lsm),
    LSM_CGROUP("BPF security hooks per cgroup", "6.0", "cgroup hooks", TracingTrials::lsmCgroup),
    ITERATORS("iterators over kernel objects", "5.8", "reading /proc", TracingTrials::iterator),
    SEND_SIGNAL("signals from programs", "5.3", "signals from user space, later", TracingTrials::sendSignal),
    OVERRIDE_RETURN("overridden results of kernel functions", "4.16", "signals", TracingTrials::overrideReturn),
    PROBE_WRITE_USER("writes to user memory", "4.8", "nothing: user memory is left alone", CodeTrials::probeWriteUser),

    XDP_LINK("links of XDP programs", "5.9", "netlink, undone by a shutdown hook", NetworkTrials::xdpLink),
    TCX("tcx", "6.6", "the clsact qdisc, undone by a shutdown hook", NetworkTrials::tcx),
    CLSACT("the clsact qdisc", "4.5", "tcx", NetworkTrials::clsact),
    NETKIT("netkit devices", "6.7", "veth pairs with tcx", NetworkTrials::netkit),
    CGROUP_SKB(
            "packet filters per cgroup",
            "4.10",
            "XDP or tcx on the interface",
            NetworkTrials.cgroup(Hook.CGROUP_EGRESS)),
    CGROUP_SOCK(
            "socket creation hooks per cgroup", "4.10", "tracepoints", NetworkTrials.cgroup(Hook.CGROUP_SOCK_CREATE)),
    CGROUP_SOCK_ADDR(
            "connect and bind hooks per cgroup",
            "4.17",
            "address translation by tcx",
            NetworkTrials.cgroup(Hook.CGROUP_CONNECT4)),
    CGROUP_SOCKOPT(
            "socket option hooks per cgroup", "5.3", "tracepoints", NetworkTrials.cgroup(Hook.CGROUP_GETSOCKOPT)),
    CGROUP_SYSCTL("sysctl hooks per cgroup", "5.2", "tracepoints", NetworkTrials.cgroup(Hook.CGROUP_SYSCTL)),
    CGROUP_DEVICE("device access hooks per cgroup", "4.15", "tracepoints", NetworkTrials.cgroup(Hook.CGROUP_DEVICE)),
    CGROUP_ORDER(
            "places among the programs of a cgroup",
            "6.17",
            "programs in the order in which they were attached",
            NetworkTrials::cgroupOrder),
    SOCK_OPS(
            "TCP event hooks per cgroup (sock_ops)",
            "4.13",
            "tracepoint sock:inet_sock_set_state",
            NetworkTrials.cgroup(Hook.SOCK_OPS)),
    SK_MSG("sent message hooks of sock maps (sk_msg)", "4.17", "the network stack's own path", NetworkTrials::skMsg),
    SK_SKB("received data hooks of sock maps (sk_skb)", "4.14", "the network stack's own path", NetworkTrials::skSkb),
    SOCK_MAP_LINK("links of sock map programs", "6.10", "BPF_PROG_ATTACH, undone on close", NetworkTrials::sockMapLink),
    SK_LOOKUP("socket lookup hooks", "5.9", "address translation by tcx", NetworkTrials::skLookup),
    NETFILTER("netfilter programs", "6.4", "tcx or XDP", NetworkTrials::netfilter);

    private final String title;
    private final String since;
    private final String instead;

    @SuppressWarnings("ImmutableEnumChecker")
    private final Trial trial;

    Feature(String title, String since, String instead, Trial trial) {
        this.title = title;
        this.since = since;
        this.instead = instead;
        this.trial = trial;
    }

    /** What it is, in the plural or as a mass noun. */
    public String title() {
        return title;
    }

    /** The first version of Linux that had it, for information only: distributions port features back. */
    public String since() {
        return since;
    }

    /** What Skep does where it is missing. */
    public String instead() {
        return instead;
    }

    /** A stable name for outputs, {@code "kprobe_multi"}. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Tries it, or answers what trying it showed earlier in this boot. */
    public FeatureResult probe() {
        return FeatureCache.get("feature " + key(), () -> explained(trial.run()));
    }

    /** Whether it works on this kernel. */
    public boolean works() {
        return probe().isWorking();
    }

    /**
     * Passes where it works or cannot be told.
     *
     * @throws UnsupportedFeatureException where it is missing
     */
    public void require() {
        FeatureResult result = probe();
        if (result.state() == FeatureResult.State.MISSING) {
            throw new UnsupportedFeatureException(title, since, result);
        }
    }

    private FeatureResult explained(FeatureResult result) {
        String option = buildOption();
        boolean explains = result.state() == FeatureResult.State.MISSING
                && !option.isEmpty()
                && !result.reason().contains(option)
                && KernelConfig.read().lacks(option);
        return explains ? FeatureResult.missing(result.reason() + "; the kernel was built without " + option) : result;
    }

    /** The option of the kernel's build that it depends on before all else; empty where no single one says it. */
    public String buildOption() {
        return switch (this) {
            case BTF -> "CONFIG_DEBUG_INFO_BTF";
            case JIT -> "CONFIG_BPF_JIT";
            case KPROBE -> "CONFIG_KPROBES";
            case KPROBE_MULTI, KPROBE_SESSION -> "CONFIG_FPROBE";
            case UPROBE, UPROBE_MULTI, UPROBE_SESSION -> "CONFIG_UPROBES";
            case FENTRY, FEXIT, FMOD_RET -> "CONFIG_DYNAMIC_FTRACE_WITH_DIRECT_CALLS";
            case LSM, LSM_CGROUP -> "CONFIG_BPF_LSM";
            case OVERRIDE_RETURN -> "CONFIG_BPF_KPROBE_OVERRIDE";
            case NETKIT -> "CONFIG_NETKIT";
            case CLSACT -> "CONFIG_NET_SCH_INGRESS";
            case NETFILTER -> "CONFIG_NETFILTER_BPF_LINK";
            case CGROUP_SKB, CGROUP_SOCK, CGROUP_SOCK_ADDR, CGROUP_SOCKOPT, CGROUP_SYSCTL, CGROUP_DEVICE, SOCK_OPS ->
                "CONFIG_CGROUP_BPF";
            default -> "";
        };
    }
}
