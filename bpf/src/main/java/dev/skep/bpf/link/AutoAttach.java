package dev.skep.bpf.link;

import dev.skep.bpf.prog.AttachSpec;
import dev.skep.bpf.prog.Program;
import dev.skep.bpf.prog.ProgramSpec;
import java.util.List;

/** Attaches programs whose source says wholly what they are for. */
public final class AutoAttach {
    private AutoAttach() {}

    /** Whether a program's hook and target are enough to attach it. */
    public static boolean canAttach(AttachSpec spec) {
        return switch (spec.kind()) {
            case TP_BTF, FENTRY, FEXIT, FMOD_RET, LSM, ITER -> true;
            case RAW_TP,
                    TRACEPOINT,
                    KPROBE,
                    KRETPROBE,
                    KPROBE_MULTI,
                    KRETPROBE_MULTI,
                    UPROBE,
                    URETPROBE,
                    UPROBE_MULTI,
                    URETPROBE_MULTI,
                    USDT -> !spec.target().isEmpty();
            default -> false;
        };
    }

    /**
     * Attaches a program to its target.
     *
     * @throws IllegalArgumentException if its source does not say enough, as for XDP, tc and cgroups: use the hook's own
     *                                  factory
     */
    public static Link attach(Program program) {
        ProgramSpec spec = program.spec();
        if (spec == null) {
            throw new IllegalArgumentException(program + " was not loaded here: use the factory of its hook");
        }
        AttachSpec attach = spec.attach();
        if (!canAttach(attach)) {
            throw new IllegalArgumentException(program + " is for " + attach.kind()
                    + ", whose target is chosen when it is attached: use the factory of that hook");
        }
        return attach(program, attach);
    }

    private static Link attach(Program program, AttachSpec attach) {
        String target = attach.target();
        return switch (attach.kind()) {
            case RAW_TP -> RawTracepointLink.attach(program, name(target));
            case TP_BTF -> RawTracepointLink.attachTyped(program, 0);
            case TRACEPOINT -> TracepointLink.attach(program, category(program, target), name(target));
            case KPROBE -> KprobeLink.attach(program, target, 0);
            case KRETPROBE -> KprobeLink.attachReturn(program, target, 0);
            case KPROBE_MULTI -> KprobeLink.attachMulti(program, functions(target));
            case KRETPROBE_MULTI -> KprobeLink.attachReturnMulti(program, functions(target));
            case UPROBE -> UprobeLink.attach(program, UprobeTarget.parse(target));
            case URETPROBE -> UprobeLink.attachReturn(program, UprobeTarget.parse(target), UprobeLink.ALL_PROCESSES, 0);
            case UPROBE_MULTI ->
                UprobeLink.attachMulti(program, List.of(UprobeTarget.parse(target)), UprobeLink.ALL_PROCESSES);
            case URETPROBE_MULTI ->
                UprobeLink.attachReturnMulti(program, List.of(UprobeTarget.parse(target)), UprobeLink.ALL_PROCESSES);
            case USDT -> UsdtLink.attach(program, UsdtProbe.parse(target), UprobeLink.ALL_PROCESSES);
            case FENTRY, FEXIT, FMOD_RET, LSM -> TracingLink.attach(program);
            case ITER -> IteratorLink.attach(program);
            default -> throw new IllegalStateException("canAttach lets " + attach.kind() + " pass");
        };
    }

    private static String name(String target) {
        return target.substring(target.indexOf(':') + 1);
    }

    private static String category(Program program, String target) {
        int colon = target.indexOf(':');
        if (colon <= 0) {
            throw new IllegalArgumentException(program + " is for tracepoint \"" + target
                    + "\", which does not name its category as in \"sched:" + target + "\"");
        }
        return target.substring(0, colon);
    }

    private static List<String> functions(String target) {
        return List.of(target.split(",", -1));
    }
}
