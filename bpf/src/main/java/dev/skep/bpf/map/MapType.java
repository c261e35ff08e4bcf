package dev.skep.bpf.map;

/** {@code enum bpf_map_type} of {@code include/uapi/linux/bpf.h}, in the kernel's order: the ordinal is the number. */
public enum MapType {
    UNSPEC,
    HASH,
    ARRAY,
    PROG_ARRAY,
    PERF_EVENT_ARRAY,
    PERCPU_HASH,
    PERCPU_ARRAY,
    STACK_TRACE,
    CGROUP_ARRAY,
    LRU_HASH,
    LRU_PERCPU_HASH,
    LPM_TRIE,
    ARRAY_OF_MAPS,
    HASH_OF_MAPS,
    DEVMAP,
    SOCKMAP,
    CPUMAP,
    XSKMAP,
    SOCKHASH,
    CGROUP_STORAGE,
    REUSEPORT_SOCKARRAY,
    PERCPU_CGROUP_STORAGE,
    QUEUE,
    STACK,
    SK_STORAGE,
    DEVMAP_HASH,
    STRUCT_OPS,
    RINGBUF,
    INODE_STORAGE,
    TASK_STORAGE,
    BLOOM_FILTER,
    USER_RINGBUF,
    CGRP_STORAGE,
    ARENA;

    private static final MapType[] BY_NUMBER = values();

    /** The type with a number, or {@link #UNSPEC} for one that is newer than this library. */
    public static MapType of(int number) {
        return number >= 0 && number < BY_NUMBER.length ? BY_NUMBER[number] : UNSPEC;
    }

    /** Whether elements belong to a kernel object that user space names by a descriptor of it. */
    public boolean localStorage() {
        return this == SK_STORAGE || this == INODE_STORAGE || this == TASK_STORAGE || this == CGRP_STORAGE;
    }

    /** Whether the map has values but no keys. */
    public boolean keyless() {
        return this == QUEUE || this == STACK || this == BLOOM_FILTER || this == RINGBUF || this == USER_RINGBUF;
    }

    /** Whether the value is another map. */
    public boolean holdsMaps() {
        return this == ARRAY_OF_MAPS || this == HASH_OF_MAPS;
    }

    /** Whether the kernel takes BTF that describes key and value. */
    boolean takesBtf() {
        return switch (this) {
            case PROG_ARRAY,
                    PERF_EVENT_ARRAY,
                    CGROUP_ARRAY,
                    STACK_TRACE,
                    ARRAY_OF_MAPS,
                    HASH_OF_MAPS,
                    DEVMAP,
                    DEVMAP_HASH,
                    CPUMAP,
                    XSKMAP,
                    SOCKMAP,
                    SOCKHASH,
                    REUSEPORT_SOCKARRAY,
                    QUEUE,
                    STACK,
                    RINGBUF,
                    USER_RINGBUF -> false;
            default -> true;
        };
    }

    /** The number in {@code bpf_attr.map_type}. */
    public int number() {
        return ordinal();
    }

    /** Whether each possible CPU has its own value. */
    public boolean perCpu() {
        return this == PERCPU_HASH || this == PERCPU_ARRAY || this == LRU_PERCPU_HASH || this == PERCPU_CGROUP_STORAGE;
    }
}
