package dev.skep.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skep.bpf.prog.LoadedObject;
import dev.skep.bpf.prog.ObjectLoader;
import dev.skep.bpf.prog.TestRun;
import dev.skep.compiler.jvm.JvmRun;
import dev.skep.compiler.lang.Machine;
import dev.skep.compiler.lang.XdpPacket;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Runs the XDP programs of a class on the JVM and in the kernel, on the same packets, and demands equal results. */
final class Agreement {
    private Agreement() {}

    /** Packets of 64 bytes: random ones, and such whose words are the numbers at which arithmetic breaks. */
    static List<byte[]> packets(long seed) {
        Random random = new Random(seed);
        long[] edges = {
            0,
            1,
            -1,
            2,
            7,
            8,
            31,
            32,
            63,
            64,
            127,
            128,
            255,
            256,
            32767,
            32768,
            65535,
            65536,
            Integer.MAX_VALUE,
            Integer.MIN_VALUE,
            0xffff_ffffL,
            1L << 32,
            Long.MAX_VALUE,
            Long.MIN_VALUE
        };
        List<byte[]> packets = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            byte[] packet = new byte[64];
            random.nextBytes(packet);
            if (i % 2 == 0) {
                for (int word = 0; word < 8; word++) {
                    long edge = edges[random.nextInt(edges.length)];
                    for (int b = 0; b < 8; b++) {
                        packet[word * 8 + b] = (byte) (edge >>> 8 * b);
                    }
                }
            }
            packets.add(packet);
        }
        return packets;
    }

    static void check(Class<?> programs, CompileOptions options, long seed) {
        CompiledObject compiled = Compiler.compile(programs, options);
        Machine.reset();
        try (LoadedObject loaded = new ObjectLoader().load(compiled.spec())) {
            for (String name : compiled.programs()) {
                for (byte[] packet : packets(seed)) {
                    compare(programs, name, loaded, packet, seed);
                }
            }
        }
    }

    private static void compare(Class<?> programs, String name, LoadedObject loaded, byte[] packet, long seed) {
        JvmRun expected = JvmRun.xdp(packet.clone(), p -> invoke(programs, name, p));
        TestRun.Result actual = loaded.program(name).testRun(TestRun.ofData(packet));
        assertThat(actual.returnValue())
                .as("%s of %s with seed %d", name, java.util.HexFormat.of().formatHex(packet), seed)
                .isEqualTo(expected.verdict());
        assertThat(actual.data())
                .as(
                        "packet after %s of %s with seed %d",
                        name, java.util.HexFormat.of().formatHex(packet), seed)
                .isEqualTo(expected.packet());
    }

    private static int invoke(Class<?> programs, String name, XdpPacket packet) {
        try {
            Method method = programs.getDeclaredMethod(name, XdpPacket.class);
            method.setAccessible(true);
            return (int) method.invoke(null, packet);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(name, e);
        }
    }
}
