package dev.skep.compiler.lang;

import dev.skep.bpf.map.MapType;
import java.util.HashMap;
import java.util.Map;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** Maps that hold kernel objects in place of data: programs, maps, devices, CPUs and sockets. User space fills most of them. */
sealed class MemoryReferences<R> extends MemoryMap {
    static final class Programs extends MemoryReferences<ToIntFunction<Object>> implements ProgArray {
        Programs(int entries) {
            super(MapType.PROG_ARRAY, entries);
        }
    }

    static final class Devices extends MemoryReferences<Integer> implements DevMap {
        Devices(int entries) {
            super(MapType.DEVMAP, entries);
        }
    }

    static final class DevicesByKey extends MemoryReferences<Integer> implements DevMapHash {
        DevicesByKey(int entries) {
            super(MapType.DEVMAP_HASH, entries);
        }
    }

    static final class Cpus extends MemoryReferences<Integer> implements CpuMap {
        Cpus(int entries) {
            super(MapType.CPUMAP, entries);
        }
    }

    static final class Xsks extends MemoryReferences<Integer> implements XskMap {
        Xsks(int entries) {
            super(MapType.XSKMAP, entries);
        }
    }

    static final class Socks extends MemoryReferences<SockOpsContext> implements SockMap {
        Socks(int entries) {
            super(MapType.SOCKMAP, entries);
        }

        @Override
        public int update(SockOpsContext context, int key, long flags) {
            return set(key, context) ? 0 : E2BIG;
        }
    }

    static final class SocksByKey<K> extends MemoryReferences<SockOpsContext> implements SockHash<K> {
        SocksByKey(int entries) {
            super(MapType.SOCKHASH, entries);
        }

        @Override
        public int update(SockOpsContext context, K key, long flags) {
            return set(key, context) ? 0 : E2BIG;
        }
    }

    static final class MapsByIndex<M extends BpfMapType> extends MemoryReferences<M> implements ArrayOfMaps<M> {
        private final MemoryMap template;

        MapsByIndex(int entries, MemoryMap template) {
            super(MapType.ARRAY_OF_MAPS, entries);
            this.template = template;
            template.templateOf(this);
        }

        @Override
        public @Nullable M get(int index) {
            return found(index);
        }

        @Override
        MemoryMap template() {
            return template;
        }
    }

    static final class MapsByKey<K, M extends BpfMapType> extends MemoryReferences<M> implements HashOfMaps<K, M> {
        private final MemoryMap template;

        MapsByKey(int entries, MemoryMap template) {
            super(MapType.HASH_OF_MAPS, entries);
            this.template = template;
            template.templateOf(this);
        }

        @Override
        public @Nullable M get(K key) {
            return found(key);
        }

        @Override
        MemoryMap template() {
            return template;
        }
    }

    /** Ids of stacks are never handed out on the JVM: there is no kernel stack to walk. */
    static final class Stacks extends MemoryReferences<long[]> implements StackTraces {
        private final int depth;

        Stacks(int entries, int depth) {
            super(MapType.STACK_TRACE, entries);
            this.depth = depth;
        }

        @Override
        int valueBytes() {
            return depth * Long.BYTES;
        }
    }

    /** {@code -E2BIG}: no room. */
    private static final int E2BIG = -7;

    private final Map<MemoryKey, R> references = new HashMap<>();

    private MemoryReferences(MapType type, int maxEntries) {
        super(type, maxEntries);
    }

    @Nullable R found(Object key) {
        return references.get(MemoryKey.of(key));
    }

    boolean set(Object key, R reference) {
        boolean byIndex = type != MapType.DEVMAP_HASH && type != MapType.SOCKHASH && type != MapType.HASH_OF_MAPS;
        MemoryKey stored = MemoryKey.of(key);
        boolean room = byIndex
                ? Integer.compareUnsigned((Integer) key, maxEntries) < 0
                : references.containsKey(stored) || references.size() < maxEntries;
        if (room) {
            references.put(stored, reference);
        }
        return room;
    }

    @Override
    void reset() {
        references.clear();
    }
}
