package dev.skep.compiler.lang;

import dev.skep.bpf.map.MapSpec;
import dev.skep.bpf.map.MapType;
import java.util.Map;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/** Values that belong to a kernel object: found by its identity, gone when it is. */
sealed class MemoryStorage<V> extends MemoryMap {
    static final class Task<V> extends MemoryStorage<V> implements TaskStorage<V> {
        Task() {
            super(MapType.TASK_STORAGE);
        }
    }

    static final class Sk<V> extends MemoryStorage<V> implements SkStorage<V> {
        Sk() {
            super(MapType.SK_STORAGE);
        }
    }

    static final class Inode<V> extends MemoryStorage<V> implements InodeStorage<V> {
        Inode() {
            super(MapType.INODE_STORAGE);
        }
    }

    static final class Cgroup<V> extends MemoryStorage<V> implements CgroupStorage<V> {
        Cgroup() {
            super(MapType.CGRP_STORAGE);
        }
    }

    /** By owner; kernel classes have no equality of their own, so that the identity of the object decides. */
    private final Map<Object, Object> values = new WeakHashMap<>();

    private MemoryStorage(MapType type) {
        super(type, 0);
    }

    @Override
    int flags() {
        return MapSpec.NO_PREALLOC;
    }

    @SuppressWarnings("unchecked")
    public @Nullable V get(Object owner) {
        return (V) values.get(owner);
    }

    @SuppressWarnings("unchecked")
    public @Nullable V getOrInit(Object owner) {
        return (V) values.computeIfAbsent(owner, _ -> valueLayout().zero());
    }

    public boolean delete(Object owner) {
        return values.remove(owner) != null;
    }

    @Override
    void reset() {
        values.clear();
    }
}
