package dev.skep.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skep.bpf.asm.Opcode;
import dev.skep.bpf.prog.AttachSpec;
import dev.skep.bpf.prog.Hook;
import dev.skep.bpf.prog.ProgramSpec;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("kernel")
class HooksKernelTest {
    @Test
    void loadsTracingPrograms() {
        Loaded.load(TracingPrograms.class).close();
    }

    @Test
    void loadsTracingProgramsWithTheOldestMeans() {
        Loaded.load(TracingPrograms.class, CompileOptions.baseline()).close();
    }

    @Test
    void loadsNetworkPrograms() {
        Loaded.load(NetworkPrograms.class).close();
    }

    @Test
    void loadsNetworkProgramsWithTheOldestMeans() {
        Loaded.load(NetworkPrograms.class, CompileOptions.baseline()).close();
    }

    @Test
    void compilesProbesThatThisKernelLacks() {
        for (CompileOptions options : List.of(CompileOptions.running(), CompileOptions.baseline())) {
            Map<String, ProgramSpec> programs =
                    Compiler.compile(ProbePrograms.class, options).spec().programs().stream()
                            .collect(Collectors.toMap(ProgramSpec::name, p -> p));

            assertThat(programs.get("entry").attach()).isEqualTo(new AttachSpec(Hook.KPROBE, "tcp_sendmsg"));
            assertThat(programs.get("result").attach()).isEqualTo(new AttachSpec(Hook.KRETPROBE, "tcp_sendmsg"));
            assertThat(programs.get("trampoline").attach()).isEqualTo(new AttachSpec(Hook.FENTRY, "tcp_sendmsg"));
            assertThat(programs.get("left").attach()).isEqualTo(new AttachSpec(Hook.FEXIT, "tcp_sendmsg"));
            assertThat(programs.get("open").attach()).isEqualTo(new AttachSpec(Hook.LSM, "file_open"));
            assertThat(programs.get("open").flags()).isEqualTo(ProgramSpec.SLEEPABLE);
            assertThat(loadsContextAt(programs.get("entry"), 112))
                    .as("first argument in di")
                    .isTrue();
            assertThat(loadsContextAt(programs.get("result"), 80))
                    .as("result in ax")
                    .isTrue();
            assertThat(loadsContextAt(programs.get("trampoline"), 16))
                    .as("third argument")
                    .isTrue();
            assertThat(loadsContextAt(programs.get("left"), 24))
                    .as("result after three arguments")
                    .isTrue();
        }
    }

    private static boolean loadsContextAt(ProgramSpec program, int offset) {
        return program.instructions().stream().anyMatch(i -> i.opcodeClass() == Opcode.LDX && i.offset() == offset);
    }
}
