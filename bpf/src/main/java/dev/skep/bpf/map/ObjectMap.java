package dev.skep.bpf.map;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.skep.bpf.sys.FileDescriptor;
import dev.skep.bpf.sys.Scratch;
import java.lang.foreign.MemorySegment;
import java.util.OptionalInt;

/**
 * A typed view of a map whose values are kernel objects: programs (tail calls), maps, perf events, cgroups, sockets. They
 * are put by descriptor; the map then holds the object itself. Where the kernel lets user space look, it answers the
 * object's id.
 */
public final class ObjectMap<K> {
    private final BpfMap map;
    private final Codec<K> keys;

    private ObjectMap(BpfMap map, Codec<K> keys) {
        this.map = map;
        this.keys = keys;
    }

    /**
     * A view.
     *
     * @throws IllegalArgumentException if the codec's size is not the map's, or values are not four bytes
     */
    public static <K> ObjectMap<K> of(BpfMap map, Codec<K> keys) {
        TypedMap.checkSizes(map, keys.bytes(), 4);
        return new ObjectMap<>(map, keys);
    }

    /** The map itself. */
    public BpfMap map() {
        return map;
    }

    /** Puts an object, in place of the one that is there. */
    public void put(K key, FileDescriptor object) {
        try (Scratch scratch = Scratch.open()) {
            MemorySegment value = scratch.allocate(4, 4);
            value.set(JAVA_INT, 0, object.number());
            map.update(encodedKey(scratch, key), value, UpdateMode.ANY);
        }
    }

    /** The id of the object of a key; empty if there is none. */
    public OptionalInt id(K key) {
        try (Scratch scratch = Scratch.open()) {
            MemorySegment value = scratch.allocate(4, 4);
            return map.lookup(encodedKey(scratch, key), value)
                    ? OptionalInt.of(value.get(JAVA_INT, 0))
                    : OptionalInt.empty();
        }
    }

    /** Takes the object of a key out of the map; false if there is none. */
    public boolean remove(K key) {
        try (Scratch scratch = Scratch.open()) {
            return map.delete(encodedKey(scratch, key));
        }
    }

    private MemorySegment encodedKey(Scratch scratch, K key) {
        MemorySegment encoded = scratch.allocate(keys.bytes(), 8);
        keys.encode(key, encoded, 0);
        return encoded;
    }
}
