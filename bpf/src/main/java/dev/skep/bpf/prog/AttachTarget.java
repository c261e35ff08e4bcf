package dev.skep.bpf.prog;

import dev.skep.bpf.btf.BtfKind;
import java.util.Optional;

/**
 * The kernel type that a program is bound to when it is loaded ({@code attach_btf_id}): the prototype of its tracepoint,
 * function, LSM hook or iterator.
 */
final class AttachTarget {
    private AttachTarget() {}

    /**
     * The type; empty for hooks that are not bound at load.
     *
     * @throws LoadException if the kernel does not have it
     */
    static Optional<KernelSymbol> of(ProgramSpec program, KernelSymbols symbols) {
        return switch (program.attach().kind()) {
            case TP_BTF -> find(symbols, program, BtfKind.TYPEDEF, "btf_trace_", "tracepoint");
            case FENTRY, FEXIT, FMOD_RET -> find(symbols, program, BtfKind.FUNC, "", "function");
            case LSM, LSM_CGROUP -> find(symbols, program, BtfKind.FUNC, "bpf_lsm_", "LSM hook");
            case ITER -> find(symbols, program, BtfKind.FUNC, "bpf_iter_", "iterator");
            default -> Optional.empty();
        };
    }

    private static Optional<KernelSymbol> find(
            KernelSymbols symbols, ProgramSpec program, BtfKind kind, String prefix, String what) {
        String target = program.attach().target();
        String name = target.substring(target.lastIndexOf(':') + 1);
        // "module:function" names a module; what stands before a tracepoint's name is its system, which BTF does not
        // know.
        boolean inModule = kind == BtfKind.FUNC && name.length() < target.length();
        String qualified =
                inModule ? target.substring(0, target.length() - name.length()) + prefix + name : prefix + name;
        Optional<KernelSymbol> found = name.isEmpty() ? Optional.empty() : symbols.find(kind, qualified);
        if (found.isEmpty()) {
            String loaded =
                    "program \"" + program.name() + "\" (" + program.attach().kind() + ")";
            throw new LoadException(
                    name.isEmpty()
                            ? loaded + " does not name its " + what
                            : loaded + " is for " + what + " " + target + ", which this kernel does not have");
        }
        return found;
    }
}
