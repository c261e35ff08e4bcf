package dev.skep.bpf.map;

import dev.skep.bpf.sys.Cpus;
import dev.skep.bpf.sys.Scratch;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** A typed view of a per-CPU map: each key has one value per possible CPU, as a list indexed by the CPU's number. */
public final class PerCpuMap<K, V> {
    private final BpfMap map;
    private final Codec<K> keys;
    private final Codec<V> values;

    private PerCpuMap(BpfMap map, Codec<K> keys, Codec<V> values) {
        this.map = map;
        this.keys = keys;
        this.values = values;
    }

    /**
     * A view.
     *
     * @throws IllegalArgumentException if the map has one value per key, or the codecs' sizes are not the map's
     */
    public static <K, V> PerCpuMap<K, V> of(BpfMap map, Codec<K> keys, Codec<V> values) {
        if (!map.type().perCpu()) {
            throw new IllegalArgumentException(map + " has one value per key: view it as a TypedMap");
        }
        TypedMap.checkSizes(map, keys.bytes(), values.bytes());
        return new PerCpuMap<>(map, keys, values);
    }

    /** The map itself. */
    public BpfMap map() {
        return map;
    }

    /** The values of a key by CPU, or null if it is not there. */
    public @Nullable List<V> get(K key) {
        try (Scratch scratch = Scratch.open()) {
            MemorySegment buffer = scratch.allocate(map.bufferBytes(), 8);
            return map.lookup(encodedKey(scratch, key), buffer) ? decode(buffer, 0) : null;
        }
    }

    /**
     * Sets the values of a key.
     *
     * @param perCpu one value per possible CPU
     */
    public void put(K key, List<V> perCpu) {
        if (perCpu.size() != Cpus.possible()) {
            throw new IllegalArgumentException(
                    perCpu.size() + " values, but this host has " + Cpus.possible() + " possible CPUs");
        }
        try (Scratch scratch = Scratch.open()) {
            MemorySegment buffer = scratch.allocate(map.bufferBytes(), 8);
            for (int cpu = 0; cpu < perCpu.size(); cpu++) {
                values.encode(perCpu.get(cpu), buffer, (long) cpu * map.strideBytes());
            }
            map.update(encodedKey(scratch, key), buffer, UpdateMode.ANY);
        }
    }

    /** Deletes a key; false if it is not there. */
    public boolean remove(K key) {
        try (Scratch scratch = Scratch.open()) {
            return map.delete(encodedKey(scratch, key));
        }
    }

    /** Visits every key with its values by CPU. */
    public void forEach(BiConsumer<? super K, ? super List<V>> visitor) {
        map.batch().forEach(decoding(visitor));
    }

    /** Visits every key with its values and deletes it (see {@link MapBatch#drain}). */
    public void drain(BiConsumer<? super K, ? super List<V>> visitor) {
        map.batch().drain(decoding(visitor));
    }

    /** A copy of everything as it is now. */
    public Map<K, List<V>> snapshot() {
        Map<K, List<V>> copy = new LinkedHashMap<>();
        forEach(copy::put);
        return copy;
    }

    private EntryVisitor decoding(BiConsumer<? super K, ? super List<V>> visitor) {
        return (keySegment, keyOffset, valueSegment, valueOffset) ->
                visitor.accept(keys.decode(keySegment, keyOffset), decode(valueSegment, valueOffset));
    }

    private List<V> decode(MemorySegment buffer, long offset) {
        List<V> perCpu = new ArrayList<>(Cpus.possible());
        for (int cpu = 0; cpu < Cpus.possible(); cpu++) {
            perCpu.add(values.decode(buffer, offset + (long) cpu * map.strideBytes()));
        }
        return List.copyOf(perCpu);
    }

    private MemorySegment encodedKey(Scratch scratch, K key) {
        MemorySegment encoded = scratch.allocate(keys.bytes(), 8);
        keys.encode(key, encoded, 0);
        return encoded;
    }
}
