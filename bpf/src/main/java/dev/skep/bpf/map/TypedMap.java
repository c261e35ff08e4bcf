package dev.skep.bpf.map;

import dev.skep.bpf.sys.Scratch;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A typed view of a map with keys and one value per key: hashes, arrays, tries, device and CPU maps, local storage. Views
 * own nothing: closing the {@link BpfMap} is its owner's business.
 */
public final class TypedMap<K, V> {
    private final BpfMap map;
    private final Codec<K> keys;
    private final Codec<V> values;

    private TypedMap(BpfMap map, Codec<K> keys, Codec<V> values) {
        this.map = map;
        this.keys = keys;
        this.values = values;
    }

    /**
     * A view.
     *
     * @throws IllegalArgumentException if the codecs' sizes are not the map's
     */
    public static <K, V> TypedMap<K, V> of(BpfMap map, Codec<K> keys, Codec<V> values) {
        if (map.type().perCpu()) {
            throw new IllegalArgumentException(map + " has a value per CPU: view it as a PerCpuMap");
        }
        checkSizes(map, keys.bytes(), values.bytes());
        return new TypedMap<>(map, keys, values);
    }

    static void checkSizes(BpfMap map, int keyBytes, int valueBytes) {
        if (keyBytes != map.keyBytes() || valueBytes != map.valueBytes()) {
            throw new IllegalArgumentException(map + " has keys of " + map.keyBytes() + " and values of "
                    + map.valueBytes() + " bytes, the view has " + keyBytes + " and " + valueBytes);
        }
    }

    /** The map itself. */
    public BpfMap map() {
        return map;
    }

    /** The value of a key, or null if there is none. */
    public @Nullable V get(K key) {
        try (Scratch scratch = Scratch.open()) {
            MemorySegment value = scratch.allocate(values.bytes(), 8);
            return map.lookup(encodedKey(scratch, key), value) ? values.decode(value, 0) : null;
        }
    }

    /** Creates or replaces the element of a key. */
    public void put(K key, V value) {
        write(key, value, UpdateMode.ANY);
    }

    /** Creates the element of a key; false if there is one. */
    public boolean putIfAbsent(K key, V value) {
        return write(key, value, UpdateMode.NOEXIST);
    }

    /** Replaces the element of a key; false if there is none. */
    public boolean replace(K key, V value) {
        return write(key, value, UpdateMode.EXIST);
    }

    private boolean write(K key, V value, UpdateMode mode) {
        try (Scratch scratch = Scratch.open()) {
            MemorySegment encoded = scratch.allocate(values.bytes(), 8);
            values.encode(value, encoded, 0);
            return map.update(encodedKey(scratch, key), encoded, mode);
        }
    }

    /** Deletes the element of a key; false if there is none. */
    public boolean remove(K key) {
        try (Scratch scratch = Scratch.open()) {
            return map.delete(encodedKey(scratch, key));
        }
    }

    /** Takes the element of a key out in one step; null if there is none. */
    public @Nullable V take(K key) {
        try (Scratch scratch = Scratch.open()) {
            MemorySegment value = scratch.allocate(values.bytes(), 8);
            return map.lookupAndDelete(encodedKey(scratch, key), value) ? values.decode(value, 0) : null;
        }
    }

    /** Visits every element, in batches where the kernel has them. */
    public void forEach(BiConsumer<? super K, ? super V> visitor) {
        map.batch().forEach(decoding(visitor));
    }

    /** Visits every element and deletes it (see {@link MapBatch#drain}). */
    public void drain(BiConsumer<? super K, ? super V> visitor) {
        map.batch().drain(decoding(visitor));
    }

    /** A copy of all elements as they are now, in the map's order. */
    public Map<K, V> snapshot() {
        Map<K, V> copy = new LinkedHashMap<>();
        forEach(copy::put);
        return copy;
    }

    private EntryVisitor decoding(BiConsumer<? super K, ? super V> visitor) {
        return (keySegment, keyOffset, valueSegment, valueOffset) ->
                visitor.accept(keys.decode(keySegment, keyOffset), values.decode(valueSegment, valueOffset));
    }

    private MemorySegment encodedKey(Scratch scratch, K key) {
        MemorySegment encoded = scratch.allocate(keys.bytes(), 8);
        keys.encode(key, encoded, 0);
        return encoded;
    }
}
