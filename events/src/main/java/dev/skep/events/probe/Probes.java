package dev.skep.events.probe;

import dev.skep.bpf.map.BpfMap;
import dev.skep.bpf.map.UpdateMode;
import dev.skep.bpf.prog.LoadOptions;
import dev.skep.bpf.prog.LoadedObject;
import dev.skep.bpf.prog.ObjectLoader;
import dev.skep.bpf.prog.Program;
import dev.skep.compiler.CompileOptions;
import dev.skep.compiler.Compiler;
import dev.skep.compiler.layout.Layout;
import dev.skep.events.EventFilter.Kind;
import dev.skep.events.model.Loss;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;

/** The kernel side as one: which programs serve what, and loading them. */
public final class Probes implements AutoCloseable {
    private static final String RING = "EVENTS";
    private static final String SOCKETS = "SOCKETS";
    private static final List<String> SHARED = List.of(RING, SOCKETS);

    private final CompileOptions options;
    private final int excludePid;
    private final List<LoadedObject> objects = new CopyOnWriteArrayList<>();
    private final List<KernelLosses> losses = new CopyOnWriteArrayList<>();
    private final Map<String, BpfMap> shared = new ConcurrentHashMap<>();

    /**
     * Probes that are to be compiled with values of {@code @Config} fields, by {@code "Class.field"}.
     *
     * @param excludePid a process never observed, or 0
     */
    public Probes(Map<String, Object> config, int excludePid) {
        this.excludePid = excludePid;
        CompileOptions given = CompileOptions.running();
        for (Map.Entry<String, Object> entry : config.entrySet()) {
            given = given.with(entry.getKey(), entry.getValue());
        }
        options = given;
    }

    /** The classes whose programs are needed to observe some kinds of events, in the order in which they are attached. */
    static List<Class<?>> classes(Set<Kind> kinds) {
        List<Class<?>> classes = new ArrayList<>();
        // Whatever is observed, it is attributed to processes.
        classes.add(ProcessProbe.class);
        if (kinds.contains(Kind.TCP) || kinds.contains(Kind.HTTP)) {
            classes.add(TcpProbe.class);
            classes.add(SocketProbe.class);
        }
        classes.add(CgroupProbe.class);
        return classes;
    }

    /**
     * Compiles the probes for the running kernel and loads them, class by class, so that the first are at work while the
     * others are still being compiled. They share the ring and the state of sockets.
     *
     * @param loaded gets the programs of each class as soon as they are loaded
     */
    public void load(Set<Kind> kinds, Consumer<List<Program>> loaded) {
        List<Class<?>> classes = classes(kinds);
        ProbeCache cache = ProbeCache.ofHost();
        List<FutureTask<CompiledProbe>> compilations = new ArrayList<>();
        for (Class<?> probe : classes) {
            compilations.add(new FutureTask<>(
                    () -> cache.get(probe, options, () -> CompiledProbe.of(Compiler.compile(probe, options)))));
        }
        Thread.ofPlatform()
                .name("skep-compile")
                .daemon()
                .start(() -> compilations.stream().skip(1).forEach(FutureTask::run));
        try {
            for (FutureTask<CompiledProbe> compilation : compilations) {
                compilation.run();
                loaded.accept(load(result(compilation)));
            }
        } finally {
            compilations.forEach(compilation -> compilation.cancel(false));
        }
    }

    private static CompiledProbe result(FutureTask<CompiledProbe> compilation) {
        try {
            return compilation.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while compiling the probes", e);
        }
    }

    private List<Program> load(CompiledProbe compiled) {
        LoadedObject object = new ObjectLoader(LoadOptions.defaults().withMaps(shared)).load(compiled.spec());
        objects.add(object);
        for (String name : SHARED) {
            BpfMap map = object.maps().get(name);
            if (map != null) {
                shared.putIfAbsent(name, map);
            }
        }
        exclude(compiled, object);
        List<Program> numbered = compiled.spec().programs().stream()
                .map(program -> object.program(program.name()))
                .toList();
        losses.add(new KernelLosses(
                numbered, object.maps().get(compiled.lossCounters().get(RING))));
        return numbered;
    }

    private void exclude(CompiledProbe compiled, LoadedObject object) {
        Integer offset = compiled.variables().get("Filter.excludePid");
        if (offset == null) {
            return;
        }
        BpfMap variables = object.map(CompiledProbe.VARIABLES);
        byte[] only = new byte[Integer.BYTES];
        byte[] value = Objects.requireNonNull(variables.lookup(only), "an array has its first element");
        ByteBuffer.wrap(value).order(ByteOrder.nativeOrder()).putInt(offset, excludePid);
        variables.update(only, value, UpdateMode.ANY);
    }

    /** The programs that are loaded. */
    public List<Program> programs() {
        return objects.stream().flatMap(o -> o.programs().values().stream()).toList();
    }

    /** The ring that all records go through. */
    public BpfMap ring() {
        return Objects.requireNonNull(shared.get(RING));
    }

    /** What was lost in the kernel so far. */
    public List<Loss> losses() {
        return losses.stream().flatMap(l -> l.read().stream()).toList();
    }

    @Override
    public void close() {
        objects.reversed().forEach(LoadedObject::close);
    }

    /** Marks connections as not HTTP in the state that the programs keep of each socket. */
    public Dismissal dismissal() {
        Layout state = Layout.of(Connections.State.class);
        int id = state.field("id").offset();
        int protocol = state.field("protocol").offset();
        return (socket, connection) -> {
            BpfMap sockets = shared.get(SOCKETS);
            if (sockets == null) {
                return;
            }
            byte[] key = ByteBuffer.allocate(Long.BYTES)
                    .order(ByteOrder.nativeOrder())
                    .putLong(socket)
                    .array();
            byte[] value = sockets.lookup(key);
            if (value == null) {
                return;
            }
            ByteBuffer fields = ByteBuffer.wrap(value).order(ByteOrder.nativeOrder());
            if (fields.getLong(id) == connection) {
                fields.putInt(protocol, Connections.NOT_HTTP);
                sockets.update(key, value, UpdateMode.EXIST);
            }
        };
    }
}
