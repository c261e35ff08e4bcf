package dev.skep.compiler;

import static dev.skep.bpf.asm.Register.R0;
import static dev.skep.bpf.asm.Register.R1;
import static dev.skep.bpf.asm.Register.R10;
import static dev.skep.bpf.asm.Register.R2;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skep.bpf.asm.Asm;
import dev.skep.bpf.asm.Assembler;
import dev.skep.bpf.asm.Helper;
import dev.skep.bpf.asm.Instruction;
import dev.skep.bpf.asm.Label;
import dev.skep.bpf.asm.Opcode;
import dev.skep.bpf.map.MapSpec;
import dev.skep.bpf.map.MapType;
import dev.skep.bpf.prog.AttachSpec;
import dev.skep.bpf.prog.Hook;
import dev.skep.bpf.prog.ObjectLoader;
import dev.skep.bpf.prog.ObjectSpec;
import dev.skep.bpf.prog.ProgramSpec;
import dev.skep.bpf.prog.TestRun;
import dev.skep.bpf.prog.VerifierException;
import dev.skep.compiler.lang.Array;
import dev.skep.compiler.lang.Bpf;
import dev.skep.compiler.lang.Maps;
import dev.skep.compiler.lang.Size;
import dev.skep.compiler.lang.Xdp;
import dev.skep.compiler.lang.XdpAction;
import dev.skep.compiler.lang.XdpPacket;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A number that is spilled to the stack before it is compared, and reloaded after: the verifier forgets there what the
 * comparison showed, until Linux 6.8.
 */
@Tag("kernel")
class SpilledBoundsKernelTest {
    private static final int SLOTS = 32;

    static final class Histogram {
        @Size(SLOTS) long[] slots;
    }

    /** More values alive than registers, an index among them. */
    static final class Pressure {
        static final Array<Histogram> HISTOGRAMS = Maps.array(1);

        private Pressure() {}

        @Xdp
        static int run(XdpPacket packet) {
            int index = Bpf.random() & 0xff;
            long a = Bpf.ktime();
            long b = Bpf.ktime();
            long c = Bpf.ktime();
            long d = Bpf.ktime();
            long e = Bpf.ktime();
            long f = Bpf.ktime();
            Histogram histogram = HISTOGRAMS.get(0);
            if (histogram == null || index >= SLOTS) {
                return XdpAction.DROP;
            }
            long g = Bpf.ktime();
            long h = Bpf.ktime();
            histogram.slots[index] += 1 + (a ^ b ^ c ^ d ^ e ^ f ^ g ^ h);
            histogram.slots[index] -= (a ^ b) ^ (c ^ d) ^ (e ^ f) ^ (g ^ h);
            return XdpAction.PASS;
        }
    }

    @Test
    void takesWhatTheCompilerSpills() {
        CompileOptions oldest = CompileOptions.baseline();
        assertThat(Compiler.compile(Pressure.class, oldest)
                        .spec()
                        .programs()
                        .getFirst()
                        .instructions())
                .as("it spills")
                .anyMatch(SpilledBoundsKernelTest::isReload);
        try (Loaded loaded = Loaded.load(Pressure.class, oldest)) {
            assertThat(loaded.program("run")
                            .testRun(TestRun.ofData(new byte[64]))
                            .returnValue())
                    .isIn(XdpAction.PASS, XdpAction.DROP);
        }
    }

    private static boolean isReload(Instruction instruction) {
        return instruction.src() == R10
                && instruction.equals(Asm.ldx(Opcode.DW, instruction.dst(), R10, instruction.offset()));
    }

    @Test
    void rejectsAReloadThatIsNotComparedAgainBeforeLinux68() {
        if (isBefore(6, 8)) {
            assertThatThrownBy(() -> load(false))
                    .isInstanceOf(VerifierException.class)
                    .hasMessageContaining("outside of the allowed memory range");
        } else {
            load(false);
        }
    }

    @Test
    void takesAReloadThatIsComparedAgain() {
        load(true);
    }

    private static void load(boolean comparedAgain) {
        Assembler code = new Assembler();
        Label out = code.label();
        code.append(Asm.call(Helper.GET_PRANDOM_U32), Asm.alu64(Opcode.AND, R0, 0xff), Asm.stx(Opcode.DW, R10, -8, R0));
        code.jump(Opcode.JGT, R0, SLOTS - 1, out);
        code.append(Asm.ldx(Opcode.DW, R1, R10, -8));
        if (comparedAgain) {
            code.jump(Opcode.JGT, R1, SLOTS - 1, out);
        }
        code.append(
                Asm.alu64(Opcode.LSH, R1, 3),
                Asm.ldMapValue(R2, "slots", 0),
                Asm.alu64(Opcode.ADD, R2, R1),
                Asm.ldx(Opcode.DW, R0, R2, 0));
        code.bind(out);
        code.append(Asm.mov64(R0, 2), Asm.exit());
        ProgramSpec program = new ProgramSpec(
                "run",
                AttachSpec.of(Hook.XDP),
                code.build(),
                List.of(new ProgramSpec.Function("run", 0, 0)),
                List.of(),
                "Dual BSD/GPL",
                0);
        MapSpec slots = new MapSpec("slots", MapType.ARRAY, 4, SLOTS * Long.BYTES, 1, 0);
        new ObjectLoader()
                .load(new ObjectSpec(List.of(slots), List.of(program), new byte[0]))
                .close();
    }

    private static boolean isBefore(int major, int minor) {
        String[] release = System.getProperty("os.version").split("[.-]", 3);
        int running = Integer.parseInt(release[0]);
        return running < major || running == major && Integer.parseInt(release[1]) < minor;
    }
}
