package dev.skep.compiler.lang;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The maps in this JVM's memory as user space has the kernel's: for tests and dry runs, never for programs. Each method
 * takes a map that {@link Maps} made.
 */
public final class MapContents {
    private MapContents() {}

    /** Takes the submitted events out, oldest first; an event that is reserved still holds back those after it. */
    public static <T> List<T> drain(RingBuf<T> ring) {
        return ((MemoryRing.Buffer<T>) ring).drain();
    }

    /** Takes the events out, oldest first. */
    public static <T> List<T> drain(PerfEventArray<T> array) {
        return ((MemoryRing.Perf<T>) array).drain();
    }

    /** Events that found no room since the last {@link Machine#reset()}. */
    public static long lost(BpfMapType ring) {
        return ((MemoryRing<?>) ring).lost();
    }

    /** All keys with their values (of the current CPU): those with fields by reference. */
    @SuppressWarnings("unchecked")
    public static <K, V> Map<K, V> entries(KeyedMap<K, V> map) {
        MemoryHash<K, V> hash = (MemoryHash<K, V>) map;
        Map<K, V> entries = new LinkedHashMap<>();
        for (MemoryKey key : List.copyOf(hash.entries.keySet())) {
            V value = hash.get((K) key.object);
            if (value != null) {
                entries.put((K) key.object, value);
            }
        }
        return entries;
    }

    /** A CPU's value at an index, or null if the index is too large. */
    public static <V> @Nullable V get(PerCpuArray<V> array, int index, int cpu) {
        return ((MemoryArray.PerCpu<V>) array).at(index, cpu);
    }

    /** Puts a program into an array; it gets the context of the tail call and answers the verdict. */
    public static void set(ProgArray programs, int index, ToIntFunction<Object> program) {
        require(((MemoryReferences.Programs) programs).set(index, program), index);
    }

    /** Puts a map into an array of maps. */
    @SuppressWarnings("unchecked")
    public static <M extends BpfMapType> void set(ArrayOfMaps<M> maps, int index, M inner) {
        require(((MemoryReferences.MapsByIndex<M>) maps).set(index, inner), index);
    }

    /** Puts a map into a hash of maps. */
    public static <K, M extends BpfMapType> void set(HashOfMaps<K, M> maps, K key, M inner) {
        require(((MemoryReferences.MapsByKey<K, M>) maps).set(key, inner), key);
    }

    /** Puts a device, CPU or socket number into a map of them. */
    @SuppressWarnings("unchecked")
    public static void set(RedirectMap map, int key, int target) {
        require(((MemoryReferences<Integer>) (MemoryMap) map).set(key, target), key);
    }

    /** What a redirect by key finds, or null. */
    @SuppressWarnings("unchecked")
    public static @Nullable Integer target(RedirectMap map, int key) {
        return ((MemoryReferences<Integer>) (MemoryMap) map).found(key);
    }

    /**
     * Runs the program at an index in place of the rest of this one: returns if the array has none there.
     *
     * @throws TailCall with the verdict, for whoever runs the program
     */
    public static void tailCall(Object context, ProgArray programs, int index) {
        ToIntFunction<Object> program = ((MemoryReferences.Programs) programs).found(index);
        if (program != null) {
            throw new TailCall(program.applyAsInt(context));
        }
    }

    /** The end of a program by a tail call, with what the program called so answered. */
    public static final class TailCall extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final int verdict;

        TailCall(int verdict) {
            super("tail call ended with " + verdict, null, false, false);
            this.verdict = verdict;
        }

        /** What the program that was called answered. */
        public int verdict() {
            return verdict;
        }
    }

    private static void require(boolean done, Object key) {
        if (!done) {
            throw new IllegalArgumentException("no room for " + key);
        }
    }
}
