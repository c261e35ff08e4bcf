package dev.skep.compiler.agree;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skep.bpf.prog.Program;
import dev.skep.bpf.prog.TestRun;
import dev.skep.compiler.Loaded;
import dev.skep.compiler.jvm.JvmMachine;
import dev.skep.compiler.jvm.JvmRun;
import dev.skep.compiler.lang.Machine;
import dev.skep.compiler.lang.MapContents;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("kernel")
class RingKernelTest {
    @BeforeEach
    void empty() {
        Machine.reset();
    }

    @Test
    void eventsAndLossesAreTheSameAsOnTheJvm() {
        Random random = new Random(3);
        JvmMachine machine = new JvmMachine();
        List<RingPrograms.Long> fromKernel = new ArrayList<>();
        List<RingPrograms.Long> fromJvm = new ArrayList<>();
        try (Loaded loaded = Loaded.load(RingPrograms.class)) {
            loaded.onEvent(RingPrograms.WIDE, fromKernel::add);
            Program program = loaded.program("reserve");
            for (int i = 0; i < 300; i++) {
                byte[] packet = new byte[64 + random.nextInt(50)];
                random.nextBytes(packet);
                int verdict = program.testRun(TestRun.ofData(packet)).returnValue();
                assertThat(verdict)
                        .as("packet %d", i)
                        .isEqualTo(JvmRun.xdp(machine, packet, RingPrograms::reserve)
                                .verdict());
                if (i % 100 == 99) {
                    loaded.poll(0);
                    fromJvm.addAll(MapContents.drain(RingPrograms.WIDE));
                }
            }
            assertThat(loaded.lost(RingPrograms.WIDE)).isPositive().isEqualTo(MapContents.lost(RingPrograms.WIDE));
        }
        assertThat(fromKernel).usingRecursiveFieldByFieldElementComparator().isEqualTo(fromJvm);
    }

    @Test
    void countsWhatOutputRefuses() {
        try (Loaded loaded = Loaded.load(RingPrograms.class)) {
            Program program = loaded.program("output");
            int sent = 0;
            while (program.testRun(TestRun.ofData(new byte[64])).returnValue() == 2) {
                sent++;
                JvmRun.xdp(new byte[64], RingPrograms::output);
            }
            JvmRun.xdp(new byte[64], RingPrograms::output);

            assertThat(loaded.lost(RingPrograms.EVENTS)).isEqualTo(1);
            assertThat(MapContents.lost(RingPrograms.EVENTS)).isEqualTo(1);
            assertThat(MapContents.drain(RingPrograms.EVENTS)).hasSize(sent);
        }
    }
}
