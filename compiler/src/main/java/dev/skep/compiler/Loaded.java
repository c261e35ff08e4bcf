package dev.skep.compiler;

import dev.skep.bpf.link.AutoAttach;
import dev.skep.bpf.link.Link;
import dev.skep.bpf.map.BpfMap;
import dev.skep.bpf.map.Codec;
import dev.skep.bpf.map.KeylessMap;
import dev.skep.bpf.map.PerCpuMap;
import dev.skep.bpf.map.TypedMap;
import dev.skep.bpf.prog.LoadedObject;
import dev.skep.bpf.prog.ObjectLoader;
import dev.skep.bpf.prog.Program;
import dev.skep.bpf.prog.ProgramSpec;
import dev.skep.bpf.ring.RingBufferReader;
import dev.skep.compiler.lang.Array;
import dev.skep.compiler.lang.BpfMapType;
import dev.skep.compiler.lang.KeyedMap;
import dev.skep.compiler.lang.LruPerCpuHash;
import dev.skep.compiler.lang.MapDeclaration;
import dev.skep.compiler.lang.PerCpuArray;
import dev.skep.compiler.lang.PerCpuHash;
import dev.skep.compiler.lang.Queue;
import dev.skep.compiler.lang.RingBuf;
import dev.skep.compiler.lang.Stack;
import dev.skep.compiler.layout.LayoutCodec;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Kernel programs written in Java, in the kernel: found by the names of their methods, their maps by the very objects that
 * {@link dev.skep.compiler.lang.Maps} made for them.
 *
 * <pre>{@code
 *   try (Loaded loaded = Loaded.load(ExecTracer.class).attachAll()) {
 *       loaded.onEvent(ExecTracer.EVENTS, event -> IO.println(event.pid));
 *       while (true) {
 *           loaded.poll(100);
 *       }
 *   }
 * }</pre>
 *
 * <p>Closing (idempotent) detaches what was attached through it and gives up maps and programs. One thread polls.
 */
public final class Loaded implements AutoCloseable {
    private final LoadedObject object;
    private final List<Link> links = new ArrayList<>();
    private @Nullable RingBufferReader reader;

    private Loaded(LoadedObject object) {
        this.object = object;
    }

    /**
     * Compiles the programs of a class for the running kernel and loads them.
     *
     * @throws CompileException if a program is outside the language
     * @throws dev.skep.bpf.prog.VerifierException if the verifier rejects one
     */
    public static Loaded load(Class<?> probe) {
        return load(probe, CompileOptions.running());
    }

    /** Compiles with options and loads. */
    public static Loaded load(Class<?> probe, CompileOptions options) {
        return of(new ObjectLoader().load(Compiler.compile(probe, options).spec()));
    }

    /** Takes over an object that was compiled from Java and loaded. */
    public static Loaded of(LoadedObject object) {
        return new Loaded(object);
    }

    /** The object itself: programs and maps by name. */
    public LoadedObject object() {
        return object;
    }

    /** The program of a method. @throws IllegalArgumentException if there is none of this name */
    public Program program(String method) {
        return object.program(method);
    }

    /** Attaches a program to what its annotation says, for as long as this is open. */
    public Link attach(String method) {
        return keep(AutoAttach.attach(program(method)));
    }

    /** Attaches every program whose annotation says to what; those for XDP, tc and cgroups wait for theirs. */
    public Loaded attachAll() {
        for (Program program : object.programs().values()) {
            ProgramSpec spec = program.spec();
            if (spec != null && AutoAttach.canAttach(spec.attach())) {
                keep(AutoAttach.attach(program));
            }
        }
        return this;
    }

    /** Closes a link together with this. */
    public <L extends Link> L keep(L link) {
        links.add(link);
        return link;
    }

    /** The kernel's map of a declared one. @throws IllegalArgumentException if no loaded program uses it */
    public BpfMap raw(BpfMapType declared) {
        MapDeclaration declaration = MapDeclaration.of(declared);
        String qualified = declaration.owner().getSimpleName() + "." + declaration.name();
        BpfMap found = object.maps().get(qualified);
        return found != null ? found : object.map(declaration.name());
    }

    /** A typed view of a hash, LRU hash or trie. */
    public <K, V> TypedMap<K, V> map(KeyedMap<K, V> declared) {
        return TypedMap.of(raw(declared), key(declared), value(declared));
    }

    /** A typed view of an array. */
    public <V> TypedMap<Integer, V> map(Array<V> declared) {
        return TypedMap.of(raw(declared), LayoutCodec.of(Integer.class), value(declared));
    }

    /** A typed view of a per-CPU array. */
    public <V> PerCpuMap<Integer, V> map(PerCpuArray<V> declared) {
        return PerCpuMap.of(raw(declared), LayoutCodec.of(Integer.class), value(declared));
    }

    /** A typed view of a per-CPU hash. */
    public <K, V> PerCpuMap<K, V> map(PerCpuHash<K, V> declared) {
        return PerCpuMap.of(raw(declared), key(declared), value(declared));
    }

    /** A typed view of a per-CPU LRU hash. */
    public <K, V> PerCpuMap<K, V> map(LruPerCpuHash<K, V> declared) {
        return PerCpuMap.of(raw(declared), key(declared), value(declared));
    }

    /** A typed view of a queue. */
    public <V> KeylessMap<V> map(Queue<V> declared) {
        return KeylessMap.of(raw(declared), value(declared));
    }

    /** A typed view of a stack. */
    public <V> KeylessMap<V> map(Stack<V> declared) {
        return KeylessMap.of(raw(declared), value(declared));
    }

    /**
     * Hands the events of a ring to a consumer, each as a new object, when {@link #poll} finds them. For rates at which
     * that object matters, read the {@linkplain #raw ring} in place.
     */
    public <T> Loaded onEvent(RingBuf<T> declared, Consumer<? super T> consumer) {
        Codec<T> events = value(declared);
        reader().add(raw(declared), (ring, offset, length) -> {
            if (length >= events.bytes()) {
                consumer.accept(events.decode(ring, offset));
            } else {
                MemorySegment whole = MemorySegment.ofArray(new byte[events.bytes()]);
                MemorySegment.copy(ring, offset, whole, 0, length);
                consumer.accept(events.decode(whole, 0));
            }
        });
        return this;
    }

    /** Waits for events, at most so many milliseconds, and hands them over. @return how many */
    public long poll(int timeoutMillis) {
        return reader().poll(timeoutMillis);
    }

    /** Events of a ring that found no room in it: each {@code null} of {@code reserve} and {@code false} of {@code output}. */
    public long lost(RingBuf<?> declared) {
        BpfMap counters = object.maps().get(raw(declared).name() + ".lost");
        if (counters == null) {
            return 0;
        }
        long lost = 0;
        PerCpuMap<Integer, Long> byProgram =
                PerCpuMap.of(counters, LayoutCodec.of(Integer.class), LayoutCodec.of(Long.class));
        for (List<Long> perCpu : byProgram.snapshot().values()) {
            for (long count : perCpu) {
                lost += count;
            }
        }
        return lost;
    }

    @Override
    public void close() {
        for (Link link : links.reversed()) {
            link.close();
        }
        links.clear();
        if (reader != null) {
            reader.close();
            reader = null;
        }
        object.close();
    }

    private RingBufferReader reader() {
        RingBufferReader known = reader;
        if (known == null) {
            known = RingBufferReader.open();
            reader = known;
        }
        return known;
    }

    @SuppressWarnings("unchecked") // the field that holds the map says so
    private static <K> Codec<K> key(KeyedMap<K, ?> declared) {
        return (Codec<K>) codec(MapDeclaration.of(declared).key(), declared);
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // the field that holds the map says so
    private static <V> Codec<V> value(BpfMapType declared) {
        return (Codec<V>) codec(MapDeclaration.of(declared).value(), declared);
    }

    private static Codec<?> codec(@Nullable Class<?> type, BpfMapType declared) {
        if (type == null) {
            throw new IllegalArgumentException(declared + " has no such type");
        }
        return LayoutCodec.of(type);
    }
}
