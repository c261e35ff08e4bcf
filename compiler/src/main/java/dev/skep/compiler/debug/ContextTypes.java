package dev.skep.compiler.debug;

import dev.skep.bpf.btf.BtfBuilder;
import dev.skep.bpf.prog.ProgramType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The type of a function's context parameter. The verifier compares the structure's name alone (linux v6.12
 * {@code kernel/bpf/btf.c btf_is_prog_ctx_type}), so the structures are empty. Tracing programs have no structure of their
 * own; there a {@code u64 *} tagged {@code arg:ctx} does (Linux 6.8, {@code btf_validate_prog_ctx_type}).
 */
final class ContextTypes {
    private final BtfBuilder btf;
    private final Map<String, Integer> pointers = new HashMap<>();

    ContextTypes(BtfBuilder btf) {
        this.btf = btf;
    }

    /** The id of a pointer to the context of a program type. */
    int pointer(ProgramType program) {
        return pointers.computeIfAbsent(structure(program), this::add);
    }

    /** Whether a global function's context must be tagged to be known as one. */
    boolean needsTag(ProgramType program) {
        return structure(program).isEmpty();
    }

    private int add(String structure) {
        if (structure.isEmpty()) {
            return btf.addPtr(btf.addInt("unsigned long", 8, 0));
        }
        int struct = btf.addStruct(structure, 0, List.of());
        boolean registers = structure.equals("pt_regs");
        return btf.addPtr(registers ? btf.addTypedef("bpf_user_pt_regs_t", struct) : struct);
    }

    /** Name of the structure in {@code include/uapi/linux/bpf.h}; empty for programs whose context is an array of u64. */
    private static String structure(ProgramType program) {
        return switch (program) {
            case SOCKET_FILTER,
                    SCHED_CLS,
                    SCHED_ACT,
                    CGROUP_SKB,
                    LWT_IN,
                    LWT_OUT,
                    LWT_XMIT,
                    LWT_SEG6LOCAL,
                    SK_SKB,
                    FLOW_DISSECTOR -> "__sk_buff";
            case XDP -> "xdp_md";
            case KPROBE -> "pt_regs";
            case PERF_EVENT -> "bpf_perf_event_data";
            case RAW_TRACEPOINT, RAW_TRACEPOINT_WRITABLE -> "bpf_raw_tracepoint_args";
            case CGROUP_SOCK -> "bpf_sock";
            case CGROUP_SOCK_ADDR -> "bpf_sock_addr";
            case CGROUP_SOCKOPT -> "bpf_sockopt";
            case CGROUP_SYSCTL -> "bpf_sysctl";
            case CGROUP_DEVICE -> "bpf_cgroup_dev_ctx";
            case SOCK_OPS -> "bpf_sock_ops";
            case SK_MSG -> "sk_msg_md";
            case SK_LOOKUP -> "bpf_sk_lookup";
            case SK_REUSEPORT -> "sk_reuseport_md";
            case NETFILTER -> "bpf_nf_ctx";
            case UNSPEC, TRACEPOINT, LIRC_MODE2, TRACING, STRUCT_OPS, EXT, LSM, SYSCALL -> "";
        };
    }
}
