// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
package dev.skep.bench.codegen;

import dev.skep.bpf.map.MapSpec;
import dev.skep.bpf.prog.LoadedObject;
import dev.skep.bpf.prog.ObjectSpec;
import dev.skep.compiler.Compiler;
import dev.skep.compiler.lang.Array;
import dev.skep.compiler.lang.BpfMapType;
import dev.skep.compiler.lang.MapDeclaration;
import dev.skep.compiler.lang.XdpPacket;
import dev.skep.compiler.layout.Layout;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A program to measure, in both languages.
 *
 * @param name    of the C file and of the row in the report
 * @param java    class of the Java program, whose method is {@code run}
 * @param onJvm   the method itself
 * @param packet  what the time is measured on
 * @param entries what user space puts into its maps before the first run
 */
record Subject(String name, Class<?> java, ToIntFunction<XdpPacket> onJvm, byte[] packet, List<Entry> entries) {

    /** An element of an array that user space fills, as the field of the Java program declares it. */
    record Entry(String map, Array<?> onJvm, int index, Object value) {
        @SuppressWarnings("unchecked")
        void putOnJvm() {
            ((Array<Object>) onJvm).put(index, value);
        }
    }

    static final Subject EMPTY =
            new Subject("empty", EmptyProgram.class, EmptyProgram::run, Packets.udp(18), List.of());

    /** The six programs of the comparison. */
    static List<Subject> programs() {
        return List.of(
                new Subject("source-counter", SourceCounter.class, SourceCounter::run, Packets.udp(18), List.of()),
                new Subject("syn-guard", SynGuard.class, SynGuard::run, Packets.syn(1), List.of()),
                new Subject("hash-loop", HashLoop.class, HashLoop::run, Packets.udp(100), List.of()),
                new Subject("histogram", Histogram.class, Histogram::run, Packets.sample(123_456_789L), List.of()),
                new Subject(
                        "balancer",
                        Balancer.class,
                        Balancer::run,
                        Packets.udp(18),
                        backends(Balancer.RING, Balancer.BACKENDS, Balancer.RING_SIZE)),
                new Subject(
                        "http-classifier",
                        HttpClassifier.class,
                        HttpClassifier::run,
                        Packets.http("GET /api/v1/orders/4711 HTTP/1.1\r\nHost: shop.example\r\nAccept: */*\r\n\r\n"),
                        List.of()));
    }

    /** The program whose configuration the compiler folds. */
    static Subject specialised() {
        return new Subject(
                "balancer-configured",
                ConfiguredBalancer.class,
                ConfiguredBalancer::run,
                Packets.udp(18),
                backends(ConfiguredBalancer.RING, ConfiguredBalancer.BACKENDS, ConfiguredBalancer.ringSize));
    }

    /** What the kernel's map is like that a field of the Java program declares. */
    MapSpec map(String field) {
        MapDeclaration map = MapDeclaration.of(declared(field));
        return new MapSpec(field, map.type(), bytes(map.key()), bytes(map.value()), map.maxEntries(), map.flags());
    }

    /** The map that a field of the Java program declares. */
    BpfMapType declared(String field) {
        try {
            Field declared = java.getDeclaredField(field);
            declared.setAccessible(true);
            return (BpfMapType) declared.get(null);
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException(java.getName() + " declares no map " + field, e);
        }
    }

    /** The twin in C, compiled. */
    ObjectSpec compileC(Path sources) throws IOException, InterruptedException {
        return CObject.compile(sources.resolve(name + ".bpf.c"), this::map);
    }

    /** The Java program, compiled for the running kernel. */
    ObjectSpec compileJava() {
        return Compiler.compile(java).spec();
    }

    /** Fills the maps that a program has in the kernel. */
    void fill(LoadedObject loaded) {
        for (Entry entry : entries) {
            Layout layout = Layout.of(entry.value.getClass());
            loaded.map(entry.map).update(Layout.of(Integer.class).encode(entry.index), layout.encode(entry.value));
        }
    }

    private static int bytes(@Nullable Class<?> type) {
        return type == null ? 0 : Layout.of(type).bytes();
    }

    /** Fills the maps that the program has on the JVM. */
    void fillOnJvm() {
        entries.forEach(Entry::putOnJvm);
    }

    private static List<Entry> backends(Array<Integer> ring, Array<Encapsulation.Backend> backends, int ringSize) {
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            Encapsulation.Backend backend = new Encapsulation.Backend();
            backend.address = 0x0a010000 | i;
            backend.mac = new byte[] {2, 1, 0, 0, 0, (byte) i};
            backend.up = (byte) (i == 7 ? 0 : 1);
            entries.add(new Entry("BACKENDS", backends, i, backend));
        }
        for (int i = 0; i < ringSize; i++) {
            entries.add(new Entry("RING", ring, i, i * 31 % 17));
        }
        return entries;
    }
}
