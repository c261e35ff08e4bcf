package dev.skep.compiler;

import dev.skep.bpf.btf.Btf;

/** What the running kernel offers to code generation, as its BTF tells. */
final class RunningKernel {
    private RunningKernel() {}

    /**
     * Whether it takes signed division and sign-extending moves (Linux 6.6). BTF shows it: the verifier of such a kernel
     * knows the {@code bpf_iter_num} iterators of the same series, and {@code bpf_map_sum_elem_count} came with 6.6.
     */
    static boolean isaV4() {
        return Btf.vmlinux().function("bpf_map_sum_elem_count").isPresent();
    }

    /** Whether it has {@code bpf_rdonly_cast} (Linux 6.2). */
    static boolean rdonlyCast() {
        return Btf.vmlinux().function("bpf_rdonly_cast").isPresent();
    }
}
