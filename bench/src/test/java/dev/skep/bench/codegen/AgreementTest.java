package dev.skep.bench.codegen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skep.bpf.prog.LoadedObject;
import dev.skep.bpf.prog.ObjectLoader;
import dev.skep.bpf.prog.ObjectSpec;
import dev.skep.bpf.prog.TestRun;
import dev.skep.compiler.jvm.JvmMachine;
import dev.skep.compiler.jvm.JvmRun;
import dev.skep.compiler.lang.Machine;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A program means the same on the JVM, in the kernel, and in C. */
@Tag("kernel")
class AgreementTest {
    private static final int PACKETS = 2_000;

    /** On the JVM time stands still; in the kernel a window of the SYN guard is over after a second. */
    private static final long WITHIN_NANOS = 700_000_000;

    static Stream<Subject> subjects() {
        return Stream.concat(Subject.programs().stream(), Stream.of(Subject.specialised()));
    }

    @ParameterizedTest
    @MethodSource("subjects")
    void twinInCAgreesWithTheJvm(Subject subject) throws Exception {
        agree(subject, subject.compileC(sources()));
    }

    @ParameterizedTest
    @MethodSource("subjects")
    void kernelAgreesWithTheJvm(Subject subject) {
        agree(subject, subject.compileJava());
    }

    /** Beside the classes, wherever the tests are started. */
    private static Path sources() throws URISyntaxException {
        URL one = Objects.requireNonNull(Subject.class.getResource("source-counter.bpf.c"));
        return Path.of(one.toURI()).resolveSibling("");
    }

    private static void agree(Subject subject, ObjectSpec object) {
        long seed = Long.getLong("skep.seed", System.nanoTime());
        Random random = new Random(seed);
        Machine.reset();
        JvmMachine machine = new JvmMachine().ktime(5_000_000_000L);
        subject.fillOnJvm();
        try (LoadedObject loaded = new ObjectLoader().load(object)) {
            subject.fill(loaded);
            long end = System.nanoTime() + WITHIN_NANOS;
            for (int i = 0; i < PACKETS && System.nanoTime() < end; i++) {
                byte[] packet = i == 0 ? subject.packet() : Packets.random(random);
                TestRun.Result kernel = loaded.program("run").testRun(TestRun.ofData(packet));
                assertThat(new JvmRun(kernel.returnValue(), kernel.data()))
                        .as(
                                "-Dskep.seed=%d, packet %d: %s",
                                seed, i, HexFormat.of().formatHex(packet))
                        .isEqualTo(JvmRun.xdp(machine, packet, subject.onJvm()::applyAsInt));
            }
            loaded.maps().forEach((name, map) -> {
                if (!name.startsWith(".")) {
                    assertThat(MapImage.of(map))
                            .as("-Dskep.seed=%d, map %s", seed, name)
                            .isEqualTo(MapImage.of(subject.declared(name)));
                }
            });
        }
    }
}
