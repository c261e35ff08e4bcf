package dev.skep.bpf.prog;

import dev.skep.bpf.btf.Btf;
import dev.skep.bpf.btf.BtfKind;

/** Ids of what the kernel's BTF names, as far as loading a program needs them: functions, typedefs, variables. */
@FunctionalInterface
public interface KernelSymbols {
    /** Id of the type of a kind and name, or 0 if there is none. */
    int id(BtfKind kind, String name);

    /** The names of the running kernel; its BTF is read when the first one is asked for. */
    static KernelSymbols running() {
        return (kind, name) -> Btf.vmlinux().findByName(kind, name);
    }
}
