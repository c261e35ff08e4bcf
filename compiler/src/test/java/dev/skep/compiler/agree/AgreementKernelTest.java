package dev.skep.compiler.agree;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skep.bpf.feature.Feature;
import dev.skep.bpf.prog.TestRun;
import dev.skep.compiler.Loaded;
import dev.skep.compiler.jvm.JvmMachine;
import dev.skep.compiler.jvm.JvmRun;
import dev.skep.compiler.lang.Machine;
import dev.skep.compiler.lang.Xdp;
import dev.skep.compiler.lang.XdpPacket;
import dev.skep.lab.RequiresFeature;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A program does in the kernel what the same method does on the JVM: equal verdicts and packets for random packets. */
@Tag("kernel")
class AgreementKernelTest {
    private static final int PACKETS = 1_000;
    private static final long[] EDGES = {
        0,
        1,
        -1,
        7,
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
        Long.MAX_VALUE,
        Long.MIN_VALUE
    };

    static Stream<Class<?>> programs() {
        return Stream.of(ArithmeticPrograms.class, ControlPrograms.class, MapPrograms.class);
    }

    @ParameterizedTest
    @MethodSource("programs")
    void kernelAgreesWithTheJvm(Class<?> programs) throws Exception {
        agree(programs);
    }

    @Test
    @RequiresFeature(Feature.ISA_V4)
    void dividesAsTheJvmDoes() throws Exception {
        agree(SignedDivisionPrograms.class);
    }

    private static void agree(Class<?> programs) throws Exception {
        long seed = Long.getLong("skep.seed", System.nanoTime());
        try (Loaded loaded = Loaded.load(programs)) {
            for (Method method : programs.getDeclaredMethods()) {
                if (method.isAnnotationPresent(Xdp.class)) {
                    method.setAccessible(true);
                    agree(loaded, method, seed);
                }
            }
        }
    }

    private static void agree(Loaded loaded, Method method, long seed) {
        Random random = new Random(seed);
        Machine.reset();
        JvmMachine machine = new JvmMachine();
        for (int i = 0; i < PACKETS; i++) {
            byte[] packet = packet(random);
            TestRun.Result kernel = loaded.program(method.getName()).testRun(TestRun.ofData(packet));
            assertThat(new JvmRun(kernel.returnValue(), kernel.data()))
                    .as(
                            "%s -Dskep.seed=%d, packet %d: %s",
                            method, seed, i, HexFormat.of().formatHex(packet))
                    .isEqualTo(JvmRun.xdp(machine, packet, context -> run(method, context)));
        }
    }

    private static int run(Method method, XdpPacket packet) {
        try {
            return (int) method.invoke(null, packet);
        } catch (InvocationTargetException e) {
            throw new IllegalStateException(method + " threw", e.getCause());
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Numbers of all sizes, many of them where operators have their edges. */
    private static byte[] packet(Random random) {
        byte[] packet = new byte[Numbers.BYTES];
        random.nextBytes(packet);
        var fields = java.nio.ByteBuffer.wrap(packet).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        for (int at = 14; at < 14 + 16; at += 8) {
            if (random.nextBoolean()) {
                fields.putLong(at, EDGES[random.nextInt(EDGES.length)]);
            }
        }
        for (int at = 30; at < 38; at += 4) {
            if (random.nextBoolean()) {
                fields.putInt(at, (int) EDGES[random.nextInt(EDGES.length)]);
            }
        }
        packet[44] = (byte) random.nextInt(2);
        return random.nextInt(8) == 0 ? Arrays.copyOf(packet, 14 + random.nextInt(packet.length - 14)) : packet;
    }
}
