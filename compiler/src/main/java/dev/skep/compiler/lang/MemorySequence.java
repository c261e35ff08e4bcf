package dev.skep.compiler.lang;

import dev.skep.bpf.map.MapType;
import dev.skep.compiler.layout.Layout;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** Maps without keys: queue, stack and bloom filter. */
sealed class MemorySequence<V> extends MemoryMap {
    static final class Fifo<V> extends MemorySequence<V> implements Queue<V> {
        Fifo(int entries) {
            super(MapType.QUEUE, entries);
        }

        @Override
        public boolean push(V value) {
            return values.size() < maxEntries
                    && values.add(Layout.of(value.getClass()).copy(value));
        }
    }

    static final class Lifo<V> extends MemorySequence<V> implements Stack<V> {
        Lifo(int entries) {
            super(MapType.STACK, entries);
        }

        @Override
        public boolean push(V value) {
            if (values.size() == maxEntries) {
                return false;
            }
            values.addFirst(Layout.of(value.getClass()).copy(value));
            return true;
        }
    }

    /** Answers exactly, which a bloom filter may: it is only allowed to say yes wrongly, not required to. */
    static final class Bloom<V> extends MemorySequence<V> implements BloomFilter<V> {
        private final int hashes;
        private final java.util.Set<MemoryKey> members = new java.util.HashSet<>();

        Bloom(int entries, int hashes) {
            super(MapType.BLOOM_FILTER, entries);
            this.hashes = hashes;
        }

        @Override
        public boolean add(V value) {
            members.add(MemoryKey.of(value));
            return true;
        }

        @Override
        public boolean mayContain(V value) {
            return members.contains(MemoryKey.of(value));
        }

        @Override
        long extra() {
            return hashes;
        }

        @Override
        void reset() {
            members.clear();
        }
    }

    final ArrayDeque<Object> values = new ArrayDeque<>();

    private MemorySequence(MapType type, int maxEntries) {
        super(type, maxEntries);
    }

    public boolean pop(V destination) {
        boolean found = peek(destination);
        if (found) {
            values.remove();
        }
        return found;
    }

    public boolean peek(V destination) {
        @Nullable Object next = values.peek();
        Layout layout = Layout.of(destination.getClass());
        if (layout.isValue()) {
            throw new IllegalArgumentException(
                    destination.getClass().getName() + " is a value: a queue's elements are classes with fields");
        }
        MemoryHash.overwrite(layout, destination, next == null ? layout.zero() : next);
        return next != null;
    }

    @Override
    void reset() {
        values.clear();
    }
}
