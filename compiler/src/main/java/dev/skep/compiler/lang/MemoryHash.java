package dev.skep.compiler.lang;

import dev.skep.bpf.map.MapSpec;
import dev.skep.bpf.map.MapType;
import dev.skep.compiler.layout.Layout;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Hash tables and what behaves like them: LRU, per-CPU and longest prefix match. */
sealed class MemoryHash<K, V> extends MemoryMap implements KeyedMap<K, V> {
    static final class Plain<K, V> extends MemoryHash<K, V> implements Hash<K, V> {
        Plain(int entries) {
            super(MapType.HASH, entries);
        }

        @Override
        public @Nullable V take(K key) {
            V value = get(key);
            delete(key);
            return value;
        }
    }

    static final class Lru<K, V> extends MemoryHash<K, V> implements LruHash<K, V> {
        Lru(int entries) {
            super(MapType.LRU_HASH, entries);
        }
    }

    static final class PerCpu<K, V> extends MemoryHash<K, V> implements PerCpuHash<K, V> {
        PerCpu(int entries) {
            super(MapType.PERCPU_HASH, entries);
        }
    }

    static final class LruPerCpu<K, V> extends MemoryHash<K, V> implements LruPerCpuHash<K, V> {
        LruPerCpu(int entries) {
            super(MapType.LRU_PERCPU_HASH, entries);
        }
    }

    /** Looks for the longest stored prefix of the key; replaces and removes only the very prefix. */
    static final class Lpm<K, V> extends MemoryHash<K, V> implements LpmTrie<K, V> {
        Lpm(int entries) {
            super(MapType.LPM_TRIE, entries);
        }

        @Override
        int flags() {
            return MapSpec.NO_PREALLOC;
        }

        @Override
        MemoryKey key(Object key) {
            MemoryKey whole = MemoryKey.of(key);
            int bits = prefixBits(whole);
            for (int bit = bits; bit < (whole.bytes.length - 4) * 8; bit++) {
                whole.bytes[4 + bit / 8] &= (byte) ~(0x80 >> bit % 8);
            }
            return whole;
        }

        @Override
        @Nullable MemoryKey found(Object key) {
            MemoryKey wanted = MemoryKey.of(key);
            int bits = prefixBits(wanted);
            MemoryKey best = null;
            for (MemoryKey stored : entries.keySet()) {
                int length = prefixBits(stored);
                if (length <= bits
                        && (best == null || length > prefixBits(best))
                        && samePrefix(stored.bytes, wanted.bytes, length)) {
                    best = stored;
                }
            }
            return best;
        }

        private static int prefixBits(MemoryKey key) {
            int bits = key.bytes[0] & 0xff | (key.bytes[1] & 0xff) << 8;
            if (bits > (key.bytes.length - 4) * 8) {
                throw new IllegalArgumentException(
                        "a prefix of " + bits + " bits in " + (key.bytes.length - 4) + " bytes");
            }
            return bits;
        }

        private static boolean samePrefix(byte[] a, byte[] b, int bits) {
            int whole = bits / 8;
            if (!Arrays.equals(a, 4, 4 + whole, b, 4, 4 + whole)) {
                return false;
            }
            int mask = 0xff00 >> bits % 8 & 0xff;
            return mask == 0 || ((a[4 + whole] ^ b[4 + whole]) & mask) == 0;
        }
    }

    /** By key: the value, or an array of one value per CPU. In the order of last use where the type evicts. */
    final Map<MemoryKey, Cell> entries;

    private MemoryHash(MapType type, int maxEntries) {
        super(type, maxEntries);
        this.entries = new LinkedHashMap<>(16, 0.75f, evicts(type));
    }

    /** Values of one key by CPU; index 0 alone where the type has one value. */
    static final class Cell {
        @Nullable Object[] values = new Object[1];
    }

    /** A key as it is stored. */
    MemoryKey key(Object key) {
        return MemoryKey.of(key);
    }

    /** The stored key that a lookup finds, or null. */
    @Nullable MemoryKey found(Object key) {
        MemoryKey exact = MemoryKey.of(key);
        return entries.containsKey(exact) ? exact : null;
    }

    @Override
    public @Nullable V get(K key) {
        MemoryKey stored = found(key);
        Cell cell = stored == null ? null : entries.get(stored);
        return cell == null ? null : value(cell);
    }

    @Override
    public boolean put(K key, V value) {
        MemoryKey stored = key(key);
        Layout layout = Layout.of(value.getClass());
        Cell cell = entries.get(stored);
        if (cell != null && type.perCpu()) {
            int cpu = slot(cell);
            Object old = cell.values[cpu];
            if (layout.isValue() || old == null) {
                cell.values[cpu] = layout.copy(value);
            } else {
                overwrite(layout, old, value);
            }
            return true;
        }
        if (cell == null && !makeRoom()) {
            return false;
        }
        Cell fresh = new Cell();
        fresh.values[slot(fresh)] = layout.copy(value);
        entries.put(stored, fresh);
        return true;
    }

    @Override
    public boolean putIfAbsent(K key, V value) {
        return !entries.containsKey(key(key)) && put(key, value);
    }

    @Override
    public boolean delete(K key) {
        return entries.remove(key(key)) != null;
    }

    @Override
    public @Nullable V getOrInit(K key) {
        V found = get(key);
        if (found != null) {
            return found;
        }
        if (!makeRoom()) {
            return null;
        }
        Cell cell = new Cell();
        entries.put(key(key), cell);
        return value(cell);
    }

    @Override
    void reset() {
        entries.clear();
    }

    /** Replaces what an object holds by what another does. */
    static void overwrite(Layout layout, Object target, Object source) {
        layout.readInto(java.lang.foreign.MemorySegment.ofArray(layout.encode(source)), 0, target);
    }

    @SuppressWarnings("unchecked")
    private V value(Cell cell) {
        int cpu = slot(cell);
        Object value = cell.values[cpu];
        if (value == null) {
            value = valueLayout().zero();
            cell.values[cpu] = value;
        }
        return (V) value;
    }

    private int slot(Cell cell) {
        int cpu = type.perCpu() ? Machine.current().cpu() : 0;
        if (cpu >= cell.values.length) {
            cell.values = Arrays.copyOf(cell.values, cpu + 1);
        }
        return cpu;
    }

    private boolean makeRoom() {
        if (entries.size() < maxEntries) {
            return true;
        }
        if (!evicts(type) || entries.isEmpty()) {
            return false;
        }
        entries.remove(entries.keySet().iterator().next());
        return true;
    }

    private static boolean evicts(MapType type) {
        return type == MapType.LRU_HASH || type == MapType.LRU_PERCPU_HASH;
    }
}
