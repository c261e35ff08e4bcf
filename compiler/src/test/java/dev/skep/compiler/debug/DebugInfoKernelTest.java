package dev.skep.compiler.debug;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.skep.bpf.asm.Instruction;
import dev.skep.bpf.asm.Opcode;
import dev.skep.bpf.map.BpfMap;
import dev.skep.bpf.prog.LoadedObject;
import dev.skep.bpf.prog.ObjectLoader;
import dev.skep.bpf.prog.ObjectSpec;
import dev.skep.bpf.prog.ProgramSpec;
import dev.skep.bpf.prog.TestRun;
import dev.skep.bpf.prog.VerifierException;
import dev.skep.compiler.CompileOptions;
import dev.skep.compiler.Compiler;
import dev.skep.compiler.lang.BE;
import dev.skep.compiler.lang.Hash;
import dev.skep.compiler.lang.Maps;
import dev.skep.compiler.lang.Xdp;
import dev.skep.compiler.lang.XdpAction;
import dev.skep.compiler.lang.XdpPacket;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The kernel and bpftool know our functions, lines, keys, values and variables. */
@Tag("kernel")
class DebugInfoKernelTest {
    record Flow(@BE int source, short port) {}

    static final class Counter {
        long packets;
        int errors;
    }

    static final class Counting {
        static final Hash<Flow, Counter> FLOWS = Maps.hash(8);

        static int packetsSeen = 40;

        private Counting() {}

        @Xdp
        static int countFlow(XdpPacket packet) {
            packetsSeen += 2;
            Counter counter = FLOWS.getOrInit(new Flow(packet.ifindex(), (short) 7));
            if (counter == null) {
                return XdpAction.DROP;
            }
            counter.packets++;
            return XdpAction.PASS;
        }
    }

    @Test
    void showsItsLinesAndFieldsInBpftool() throws Exception {
        ObjectSpec spec =
                Compiler.compile(Counting.class, CompileOptions.running()).spec();
        try (LoadedObject loaded = new ObjectLoader().load(spec)) {
            loaded.program("countFlow").testRun(TestRun.ofData(new byte[64]));

            assertThat(bpftool(
                            "prog",
                            "dump",
                            "xlated",
                            "id",
                            loaded.program("countFlow").id(),
                            "linum"))
                    .contains("countFlow")
                    .contains("counter.packets++; [file:DebugInfoKernelTest.java line_num:");
            assertThat(bpftool("map", "dump", "id", id(loaded.map("FLOWS"))))
                    .containsSubsequence("\"key\"", "\"source\"", "\"port\": 7", "\"value\"", "\"packets\": 1");
            assertThat(bpftool("map", "dump", "id", id(loaded.map(".data")))).contains("\"packetsSeen\": 42");
        }
    }

    @Test
    void namesTheJavaLineThatTheVerifierRejects() {
        ObjectSpec spec =
                Compiler.compile(Counting.class, CompileOptions.running()).spec();
        ProgramSpec program = spec.programs().getFirst();
        List<Instruction> broken = new ArrayList<>(program.instructions());
        broken.replaceAll(i -> i.opcode() == (Opcode.JMP | Opcode.JEQ) || i.opcode() == (Opcode.JMP | Opcode.JNE)
                ? new Instruction(i.opcode(), i.dst(), i.src(), i.offset(), 1, null)
                : i);
        ProgramSpec rejected = new ProgramSpec(
                program.name(), program.attach(), broken, program.functions(), program.lines(), program.license(), 0);

        VerifierException failure = catchThrowableOfType(
                VerifierException.class,
                () -> new ObjectLoader()
                        .load(new ObjectSpec(spec.maps(), List.of(rejected), spec.btf()))
                        .close());

        assertThat(VerifierReport.of(failure))
                .containsPattern(
                        "^DebugInfoKernelTest.java:\\d+: error: the verifier rejected countFlow: R\\d invalid mem")
                .contains("r0 is null or a value of map FLOWS (16 bytes): it has not been tested for null")
                .contains("hint: test it for null first");
    }

    private static int id(BpfMap map) {
        return map.info().id();
    }

    private static String bpftool(Object... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("bpftool"));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        return output;
    }
}
