/**
 * eBPF from Java: programs, maps, links and rings, ELF and BTF, without native libraries. System calls go through
 * {@code java.lang.foreign}: run with {@code --enable-native-access=dev.skep.bpf} (or {@code ALL-UNNAMED} on the class path).
 */
module dev.skep.bpf {
    requires static transitive org.jspecify;

    exports dev.skep.bpf.asm;
    exports dev.skep.bpf.btf;
    exports dev.skep.bpf.elf;
    exports dev.skep.bpf.feature;
    exports dev.skep.bpf.kernel;
    exports dev.skep.bpf.link;
    exports dev.skep.bpf.map;
    exports dev.skep.bpf.netlink;
    exports dev.skep.bpf.prog;
    exports dev.skep.bpf.ring;
    exports dev.skep.bpf.sys;
}
