package dev.skep.bpf.link;

import dev.skep.bpf.map.BpfMap;
import java.nio.file.Path;

/** Which objects an iterator walks ({@code union bpf_iter_link_info}). */
public sealed interface IteratorTarget {
    /** All of them. */
    record All() implements IteratorTarget {}

    /** The elements of a map ({@code bpf_map_elem}, {@code bpf_sk_storage_map}, {@code sockmap}). */
    record OfMap(BpfMap map) implements IteratorTarget {}

    /** One thread; {@code task}, {@code task_file} and {@code task_vma} only (Linux 6.1). */
    record OfThread(int tid) implements IteratorTarget {}

    /** The threads of one process; {@code task}, {@code task_file} and {@code task_vma} only (Linux 6.1). */
    record OfProcess(int pid) implements IteratorTarget {}

    /** Cgroups from one on, in an order (Linux 6.1). */
    record OfCgroup(Path directory, Order order) implements IteratorTarget {}

    /** {@code enum bpf_cgroup_iter_order}; the ordinal is the number less 1. */
    enum Order {
        /** That cgroup alone. */
        SELF_ONLY,
        /** It and all below, parents first. */
        DESCENDANTS_PRE,
        /** It and all below, children first. */
        DESCENDANTS_POST,
        /** It and its ancestors. */
        ANCESTORS_UP
    }

    /** Everything. */
    static IteratorTarget all() {
        return new All();
    }
}
