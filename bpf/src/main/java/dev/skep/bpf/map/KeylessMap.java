package dev.skep.bpf.map;

import dev.skep.bpf.sys.Scratch;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/** A typed view of a map without keys: queue, stack, or bloom filter. */
public final class KeylessMap<V> {
    private final BpfMap map;
    private final Codec<V> values;

    private KeylessMap(BpfMap map, Codec<V> values) {
        this.map = map;
        this.values = values;
    }

    /**
     * A view.
     *
     * @throws IllegalArgumentException if the map has keys, or the codec's size is not the map's
     */
    public static <V> KeylessMap<V> of(BpfMap map, Codec<V> values) {
        if (!map.type().keyless()) {
            throw new IllegalArgumentException(map + " has keys: view it as a TypedMap");
        }
        TypedMap.checkSizes(map, 0, values.bytes());
        return new KeylessMap<>(map, values);
    }

    /** The map itself. */
    public BpfMap map() {
        return map;
    }

    /** Adds a value; false if the queue or stack is full. */
    public boolean push(V value) {
        return map.push(encoded(value));
    }

    /** Takes the next value of a queue or stack; null if it is empty. */
    public @Nullable V pop() {
        return decoded(map.pop());
    }

    /** The next value of a queue or stack, which stays; null if it is empty. */
    public @Nullable V peek() {
        return decoded(map.peek());
    }

    /** Whether a bloom filter may contain a value; false is certain. */
    public boolean contains(V value) {
        return map.contains(encoded(value));
    }

    private byte[] encoded(V value) {
        try (Scratch scratch = Scratch.open()) {
            MemorySegment bytes = scratch.allocate(values.bytes(), 8);
            values.encode(value, bytes, 0);
            return bytes.toArray(ValueLayout.JAVA_BYTE);
        }
    }

    private @Nullable V decoded(byte @Nullable [] value) {
        return value == null ? null : values.decode(MemorySegment.ofArray(value), 0);
    }
}
