package dev.skep.bpf.prog;

import dev.skep.bpf.btf.BtfKind;

/**
 * The kernel type that a program is bound to when it is loaded ({@code attach_btf_id}): the prototype of its tracepoint,
 * function, LSM hook or iterator.
 */
final class AttachTarget {
    private AttachTarget() {}

    /** The id, or 0 for hooks that are not bound at load. */
    static int btfId(ProgramSpec program, KernelSymbols symbols) {
        AttachSpec attach = program.attach();
        String target = attach.target().substring(attach.target().lastIndexOf(':') + 1);
        return switch (attach.kind()) {
            case TP_BTF -> found(symbols.id(BtfKind.TYPEDEF, "btf_trace_" + target), program, "tracepoint", target);
            case FENTRY, FEXIT, FMOD_RET -> found(symbols.id(BtfKind.FUNC, target), program, "function", target);
            case LSM, LSM_CGROUP -> found(symbols.id(BtfKind.FUNC, "bpf_lsm_" + target), program, "LSM hook", target);
            case ITER -> found(symbols.id(BtfKind.FUNC, "bpf_iter_" + target), program, "iterator", target);
            default -> 0;
        };
    }

    private static int found(int id, ProgramSpec program, String what, String target) {
        if (id != 0) {
            return id;
        }
        String loaded =
                "program \"" + program.name() + "\" (" + program.attach().kind() + ")";
        throw new LoadException(
                target.isEmpty()
                        ? loaded + " does not name its " + what
                        : loaded + " is for " + what + " " + target + ", which this kernel does not have");
    }
}
