package dev.skep.bpf.prog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skep.bpf.asm.Instruction;
import dev.skep.bpf.asm.Opcode;
import dev.skep.bpf.asm.Reference;
import dev.skep.bpf.asm.Register;
import dev.skep.bpf.map.MapSpec;
import dev.skep.bpf.map.MapType;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
class ObjectSpecFormatTest {
    @Test
    void readsBackAnEqualSpec() throws IOException {
        ObjectSpec spec = spec();

        ObjectSpec read = ObjectSpecFormat.read(new DataInputStream(new ByteArrayInputStream(bytes(spec))));

        assertThat(read.maps()).isEqualTo(spec.maps());
        assertThat(read.programs()).isEqualTo(spec.programs());
        assertThat(read.btf()).isEqualTo(spec.btf());
    }

    @Test
    void saysThatItIsDamagedOrReadsSomething() throws IOException {
        byte[] good = bytes(spec());
        long seed = 7;
        Random random = new Random(seed);
        int refused = 0;
        for (int i = 0; i < 2_000; i++) {
            byte[] bad = good.clone();
            bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
            try {
                ObjectSpecFormat.read(new DataInputStream(new ByteArrayInputStream(bad)));
            } catch (IOException expected) {
                refused++;
            }
        }
        assertThat(refused).as("of 2000 with one bit turned, seed %d", seed).isPositive();
    }

    @Test
    void refusesWhatEndsEarly() throws IOException {
        byte[] good = bytes(spec());
        byte[] cut = java.util.Arrays.copyOf(good, good.length - 1);

        assertThatThrownBy(() -> ObjectSpecFormat.read(new DataInputStream(new ByteArrayInputStream(cut))))
                .isInstanceOf(IOException.class);
    }

    private static byte[] bytes(ObjectSpec spec) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ObjectSpecFormat.write(spec, new DataOutputStream(out));
        return out.toByteArray();
    }

    private static ObjectSpec spec() {
        MapSpec inner = new MapSpec("inner", MapType.ARRAY, 4, 8, 1, 0);
        MapSpec outer = new MapSpec(
                "outer", MapType.ARRAY_OF_MAPS, 4, 4, 2, MapSpec.NO_PREALLOC, 3, 4, inner, new byte[] {1, 2}, true);
        List<Instruction> code = List.of(
                load(new Reference.Map("outer")),
                load(new Reference.MapValue("outer", 12)),
                load(new Reference.Function("f")),
                load(new Reference.KernelVariable("jiffies")),
                new Instruction(
                        Opcode.JMP | Opcode.CALL, Register.R0, Register.R2, (short) 0, -1, new Reference.Kfunc("k")),
                new Instruction(Opcode.JMP | Opcode.JSGT | Opcode.K, Register.R9, Register.R10, -7, Integer.MIN_VALUE));
        ProgramSpec program = new ProgramSpec(
                "p",
                new AttachSpec(Hook.TP_BTF, "sched_process_exec"),
                code,
                List.of(new ProgramSpec.Function("p", 0, 9)),
                List.of(new ProgramSpec.Line(0, "P.java", 12, 0, "long now = Bpf.ktime();")),
                "Dual BSD/GPL",
                ProgramSpec.SLEEPABLE);
        return new ObjectSpec(List.of(inner, outer), List.of(program), new byte[] {9, 8, 7});
    }

    private static Instruction load(Reference reference) {
        return new Instruction(Opcode.LD_IMM64, Register.R1, Register.R0, (short) 0, 0x1234_5678_9abc_def0L, reference);
    }
}
