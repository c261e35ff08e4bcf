package dev.skep.bpf.feature;

import dev.skep.bpf.asm.Asm;
import dev.skep.bpf.asm.Helper;
import dev.skep.bpf.asm.Instruction;
import dev.skep.bpf.asm.Opcode;
import dev.skep.bpf.asm.Register;
import dev.skep.bpf.btf.Btf;
import dev.skep.bpf.map.BpfMap;
import dev.skep.bpf.map.MapSpec;
import dev.skep.bpf.map.MapType;
import dev.skep.bpf.prog.AttachType;
import dev.skep.bpf.prog.ProgramSpec;
import dev.skep.bpf.prog.ProgramType;
import dev.skep.bpf.sys.Errno;
import dev.skep.bpf.sys.SyscallException;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Probes for single kernel parts: map types, program types, helpers and kfuncs per program type. Each tries the thing
 * itself; what is conclusive is remembered until the next boot.
 */
public final class FeatureProbe {
    private static final int PAGE_BYTES = 4096;
    private static final int F_LINK = 1 << 13;

    private FeatureProbe() {}

    /** Whether maps of a type can be created. */
    public static FeatureResult mapType(MapType type) {
        return FeatureCache.get("map_type " + name(type), () -> createMap(type));
    }

    /** Whether programs of a type can be loaded. */
    public static FeatureResult programType(ProgramType type) {
        return FeatureCache.get("program_type " + name(type), () -> loadType(type));
    }

    /** Whether programs of a type may call a helper. */
    public static FeatureResult helper(ProgramType type, Helper helper) {
        return FeatureCache.get(
                "helper " + name(type) + " " + helper.kernelName(),
                () -> call(type, helper.kernelName(), helperCall(helper)));
    }

    /** Whether programs of a type may call a kernel function of vmlinux. */
    public static FeatureResult kfunc(ProgramType type, String function) {
        return FeatureCache.get(
                "kfunc " + name(type) + " " + function,
                () -> Trial.onFunction(function, id -> call(type, function, kfuncCall(id))));
    }

    private static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static FeatureResult createMap(MapType type) {
        try {
            BpfMap.create(mapSpec(type)).close();
            return FeatureResult.works();
        } catch (SyscallException e) {
            if (type == MapType.STRUCT_OPS && e.errno() == Errno.EINVAL) {
                return FeatureResult.unknown("such a map needs the type of the operations; probe STRUCT_OPS programs");
            }
            return Trial.refused(e.errno());
        }
    }

    private static MapSpec mapSpec(MapType type) {
        MapSpec inner = type.holdsMaps() ? new MapSpec("skep_probe_in", MapType.ARRAY, 4, 4, 1, 0) : null;
        int key = switch (type) {
            case QUEUE, STACK, BLOOM_FILTER, RINGBUF, USER_RINGBUF, ARENA -> 0;
            case LPM_TRIE -> 8;
            case CGROUP_STORAGE, PERCPU_CGROUP_STORAGE -> 8;
            default -> 4;
        };
        int value = switch (type) {
            case RINGBUF, USER_RINGBUF, ARENA -> 0;
            case STACK_TRACE, REUSEPORT_SOCKARRAY -> 8;
            default -> 4;
        };
        int entries = switch (type) {
            case RINGBUF, USER_RINGBUF -> PAGE_BYTES;
            case CGROUP_STORAGE, PERCPU_CGROUP_STORAGE -> 0;
            case SK_STORAGE, INODE_STORAGE, TASK_STORAGE, CGRP_STORAGE -> 0;
            default -> 1;
        };
        int flags = switch (type) {
            case ARENA -> MapSpec.MMAPABLE;
            case STRUCT_OPS -> F_LINK;
            default -> 0;
        };
        return new MapSpec("skep_probe", type, key, value, entries, flags, 0, 0, inner, null, false);
    }

    private static FeatureResult loadType(ProgramType type) {
        return switch (type) {
            case UNSPEC -> FeatureResult.missing("not a program type");
            case EXT ->
                // Without a program to replace in, a kernel that knows the type misses the descriptor.
                asGood(trial(type, 1).load(), Errno.EBADF, Errno.EINVAL);
            case STRUCT_OPS -> loadOperation();
            case TRACING ->
                Trial.onFunction("bpf_iter_task", id -> trial(type, id).load().toResult());
            case LSM ->
                Trial.onFunction(
                        "bpf_lsm_file_open", id -> trial(type, id).load().toResult());
            default -> trial(type, 0).load().toResult();
        };
    }

    /** The first operation of TCP congestion control, which every kernel with struct_ops lets programs implement. */
    private static FeatureResult loadOperation() {
        OptionalInt operations = Btf.vmlinux().struct("tcp_congestion_ops");
        if (operations.isEmpty()) {
            return FeatureResult.missing("the kernel's BTF has no struct tcp_congestion_ops");
        }
        return TrialProgram.of(ProgramType.STRUCT_OPS, null)
                .withAttachBtfId(operations.getAsInt())
                .load()
                .toResult();
    }

    private static FeatureResult asGood(TrialProgram.Outcome outcome, Errno... proofs) {
        for (Errno proof : proofs) {
            if (outcome.errno() == proof) {
                return FeatureResult.works();
            }
        }
        return outcome.toResult();
    }

    /** The smallest program of a type. */
    private static TrialProgram trial(ProgramType type, int attachBtfId) {
        AttachType attachType = switch (type) {
            case CGROUP_SOCK_ADDR -> AttachType.CGROUP_INET4_CONNECT;
            case CGROUP_SOCK -> AttachType.CGROUP_INET_SOCK_CREATE;
            case CGROUP_SOCKOPT -> AttachType.CGROUP_GETSOCKOPT;
            case SK_LOOKUP -> AttachType.SK_LOOKUP;
            case SK_REUSEPORT -> AttachType.SK_REUSEPORT_SELECT;
            case NETFILTER -> AttachType.NETFILTER;
            case TRACING -> AttachType.TRACE_ITER;
            case LSM -> AttachType.LSM_MAC;
            default -> null;
        };
        int flags = type == ProgramType.SYSCALL ? ProgramSpec.SLEEPABLE : 0;
        return TrialProgram.of(type, attachType).withAttachBtfId(attachBtfId).withFlags(flags);
    }

    private static FeatureResult call(ProgramType type, String function, Instruction call) {
        if (type == ProgramType.TRACING || type == ProgramType.LSM) {
            String target = type == ProgramType.LSM ? "bpf_lsm_file_open" : "bpf_iter_task";
            return Trial.onFunction(target, id -> call(trial(type, id), type, function, call));
        }
        return call(trial(type, 0), type, function, call);
    }

    private static FeatureResult call(TrialProgram program, ProgramType type, String function, Instruction call) {
        TrialProgram.Outcome outcome = program.withInstructions(List.of(call, Asm.mov64(Register.R0, 0), Asm.exit()))
                .loadWithLog();
        if (outcome.fd() != null) {
            return outcome.toResult();
        }
        String refusal = refusal(outcome.log());
        if (refusal != null) {
            return FeatureResult.missing(refusal);
        }
        if (outcome.log().isEmpty()) {
            FeatureResult byType = programType(type);
            return byType.isWorking()
                    ? FeatureResult.unknown("the verifier gave no reason about " + function)
                    : new FeatureResult(byType.state(), "programs of type " + type + ": " + byType.reason());
        }
        // The verifier complains about the arguments: it knows the function.
        return FeatureResult.works();
    }

    /** The line of a verifier log that says a function may not be called at all, or null. */
    static @Nullable String refusal(String log) {
        return log.lines()
                .map(String::strip)
                .filter(line -> line.startsWith("unknown func")
                        || line.startsWith("invalid func unknown")
                        || line.startsWith("program of this type cannot use helper")
                        || line.contains("is not allowed")
                        || line.contains("calling invalid kernel function")
                        || line.contains("cannot call GPL-restricted")
                        || line.startsWith("kernel function")
                        || line.startsWith("calling kernel functions are not supported"))
                .findFirst()
                .orElse(null);
    }

    private static Instruction helperCall(Helper helper) {
        return Asm.call(helper);
    }

    private static Instruction kfuncCall(int btfId) {
        return new Instruction(Opcode.JMP | Opcode.CALL, Register.R0, Register.of(Opcode.PSEUDO_KFUNC_CALL), 0, btfId);
    }
}
