package dev.skep.bpf.feature;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.skep.bpf.asm.Asm;
import dev.skep.bpf.asm.Instruction;
import dev.skep.bpf.asm.Register;
import dev.skep.bpf.map.BpfMap;
import dev.skep.bpf.map.MapSpec;
import dev.skep.bpf.map.MapType;
import dev.skep.bpf.netlink.Interfaces;
import dev.skep.bpf.netlink.NetworkNamespace;
import dev.skep.bpf.netlink.TrafficControl;
import dev.skep.bpf.prog.AttachType;
import dev.skep.bpf.prog.Hook;
import dev.skep.bpf.prog.ProgramType;
import dev.skep.bpf.sys.Bpf;
import dev.skep.bpf.sys.BpfAttr;
import dev.skep.bpf.sys.BpfCommand;
import dev.skep.bpf.sys.Errno;
import dev.skep.bpf.sys.Scratch;
import dev.skep.bpf.sys.Syscall;
import dev.skep.bpf.sys.SyscallException;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * Trials of the network's hooks. They aim at an interface, a cgroup or a namespace that does not exist: a kernel that has
 * the hook misses the target, one that has not refuses the request as a whole. Where
 * that does not tell, a network namespace made for the trial serves. So no packet ever meets a trial.
 */
final class NetworkTrials {
    private static final int NO_INTERFACE = Integer.MAX_VALUE;
    private static final int NO_DESCRIPTOR = Integer.MAX_VALUE;
    private static final int BEFORE = 1 << 3;
    private static final int NFPROTO_IPV4 = 2;
    private static final int NO_NETFILTER_HOOK = 5;

    private NetworkTrials() {}

    /** The kernel says EINVAL for a missing interface too, so this needs a real one: the loopback of a namespace of its own. */
    static FeatureResult xdpLink() {
        return inOwnNamespace(() -> {
            try (Interfaces interfaces = Interfaces.open()) {
                int loopback = interfaces.indexOf("lo");
                return Trial.link(
                        TrialProgram.of(ProgramType.XDP, AttachType.XDP),
                        program -> Trial.createLink(program, loopback, AttachType.XDP, Errno.UNKNOWN, attr -> {}));
            }
        });
    }

    static FeatureResult tcx() {
        return onInterface(Hook.TCX_INGRESS);
    }

    static FeatureResult netkit() {
        return onInterface(Hook.NETKIT_PRIMARY);
    }

    private static FeatureResult onInterface(Hook hook) {
        AttachType type = attachType(hook);
        return Trial.link(
                TrialProgram.of(hook.programType(), type),
                program -> Trial.createLink(program, NO_INTERFACE, type, Errno.ENODEV, attr -> {}));
    }

    /** A cgroup hook, by the link that it is attached with. */
    static Trial cgroup(Hook hook) {
        AttachType type = attachType(hook);
        return () -> Trial.link(
                TrialProgram.of(hook.programType(), type).withInstructions(allow()),
                program -> Trial.createLink(program, NO_DESCRIPTOR, type, Errno.EBADF, attr -> {}));
    }

    /** Older kernels refuse any flag before they look for the cgroup. */
    static FeatureResult cgroupOrder() {
        return Trial.link(
                TrialProgram.of(ProgramType.CGROUP_SKB, AttachType.CGROUP_INET_EGRESS)
                        .withInstructions(allow()),
                program -> Trial.createLink(
                        program,
                        NO_DESCRIPTOR,
                        AttachType.CGROUP_INET_EGRESS,
                        Errno.EBADF,
                        attr -> attr.set(JAVA_INT, BpfAttr.LinkCreate.FLAGS, BEFORE)));
    }

    private static AttachType attachType(Hook hook) {
        AttachType type = hook.expectedAttachType();
        if (type == null) {
            throw new IllegalArgumentException(hook + " has no attach type");
        }
        return type;
    }

    private static List<Instruction> allow() {
        return List.of(Asm.mov64(Register.R0, 1), Asm.exit());
    }

    static FeatureResult skMsg() {
        return onSockMap(ProgramType.SK_MSG, AttachType.SK_MSG_VERDICT);
    }

    static FeatureResult skSkb() {
        return onSockMap(ProgramType.SK_SKB, AttachType.SK_SKB_VERDICT);
    }

    private static FeatureResult onSockMap(ProgramType programType, AttachType type) {
        return Trial.link(TrialProgram.of(programType, type), program -> {
            try (BpfMap map = BpfMap.create(new MapSpec("skep_probe", MapType.SOCKMAP, 4, 4, 1, 0));
                    Scratch scratch = Scratch.open()) {
                MemorySegment attr = scratch.attr();
                attr.set(JAVA_INT, BpfAttr.ProgAttach.TARGET_FD, map.fd().number());
                attr.set(JAVA_INT, BpfAttr.ProgAttach.ATTACH_BPF_FD, program.number());
                attr.set(JAVA_INT, BpfAttr.ProgAttach.ATTACH_TYPE, type.number());
                long result = Bpf.tryCall(BpfCommand.PROG_ATTACH, attr);
                return Syscall.failed(result) ? Trial.refused(Errno.ofResult(result)) : FeatureResult.works();
            } catch (SyscallException e) {
                return Trial.refused(e.errno());
            }
        });
    }

    static FeatureResult skLookup() {
        return Trial.link(
                TrialProgram.of(ProgramType.SK_LOOKUP, AttachType.SK_LOOKUP).withInstructions(allow()),
                program -> Trial.createLink(program, NO_DESCRIPTOR, AttachType.SK_LOOKUP, Errno.EBADF, attr -> {}));
    }

    static FeatureResult netfilter() {
        return Trial.link(
                TrialProgram.of(ProgramType.NETFILTER, AttachType.NETFILTER).withInstructions(allow()),
                program -> Trial.createLink(program, 0, AttachType.NETFILTER, Errno.EPROTO, attr -> {
                    attr.set(JAVA_INT, BpfAttr.LinkCreate.NETFILTER_PF, NFPROTO_IPV4);
                    attr.set(JAVA_INT, BpfAttr.LinkCreate.NETFILTER_HOOKNUM, NO_NETFILTER_HOOK);
                }));
    }

    /** Whether links of sock map programs exist: a made-up map proves it. */
    static FeatureResult sockMapLink() {
        return Trial.link(
                TrialProgram.of(ProgramType.SK_MSG, AttachType.SK_MSG_VERDICT),
                program ->
                        Trial.createLink(program, NO_DESCRIPTOR, AttachType.SK_MSG_VERDICT, Errno.EBADF, attr -> {}));
    }

    /** Programs that see a packet before its route is known, through the traffic-control qdisc of old kernels. */
    static FeatureResult clsact() {
        return inOwnNamespace(() -> {
            try (Interfaces interfaces = Interfaces.open();
                    TrafficControl control = TrafficControl.open()) {
                control.createClsact(interfaces.indexOf("lo"));
                return FeatureResult.works();
            }
        });
    }

    private static FeatureResult inOwnNamespace(Trial trial) {
        try (NetworkNamespace own = NetworkNamespace.create()) {
            return own.call(trial::run);
        } catch (SyscallException e) {
            return Trial.refused(e.errno());
        }
    }
}
