package dev.skep.bpf.prog;

import dev.skep.bpf.btf.BtfKind;
import java.util.Optional;

/** What the kernel's BTF names, as far as loading a program needs it: functions, typedefs, variables. */
@FunctionalInterface
public interface KernelSymbols {
    /**
     * Finds a symbol.
     *
     * @param name the symbol's name; {@code "module:name"} to look in that module only, {@code "vmlinux:name"} in the kernel
     */
    Optional<KernelSymbol> find(BtfKind kind, String name);

    /** The names of the running kernel and its modules; BTF is read when the first one is asked for. */
    static KernelSymbols running() {
        return RunningKernelSymbols.INSTANCE;
    }
}
