package dev.skep.bpf.asm;

import static dev.skep.bpf.asm.Opcode.*;
import static dev.skep.bpf.asm.Register.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.skep.bpf.map.MapSpec;
import dev.skep.bpf.prog.AttachSpec;
import dev.skep.bpf.prog.Hook;
import dev.skep.bpf.prog.LoadedObject;
import dev.skep.bpf.prog.ObjectLoader;
import dev.skep.bpf.prog.ObjectSpec;
import dev.skep.bpf.prog.ProgramSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What bpftool prints of a loaded program is what we print of the same bytes. */
@Tag("kernel")
class KernelDumpTest {
    private static final Path BPFTOOL = Path.of("/usr/sbin/bpftool");
    private static final Pattern LINE = Pattern.compile(" *(\\d+): \\([0-9a-f]{2}\\) (.*)");

    @Test
    void printsLoadedProgramsAsBpftoolDoes() throws Exception {
        assumeTrue(Files.isExecutable(BPFTOOL), BPFTOOL + " is not installed");
        ProgramSpec spec =
                new ProgramSpec("dump", AttachSpec.of(Hook.XDP), code(), List.of(), List.of(), "Dual BSD/GPL", 0);
        try (LoadedObject object =
                new ObjectLoader().load(new ObjectSpec(List.<MapSpec>of(), List.of(spec), new byte[0]))) {
            List<String> theirs = new ArrayList<>();
            List<String> ours = new ArrayList<>();
            dump(object.program("dump").id(), theirs, ours);
            assertThat(theirs).hasSizeGreaterThanOrEqualTo(code().size());
            assertThat(ours).isEqualTo(theirs);
        }
    }

    /** Reads lines of text, each followed by a line with the bytes that it stands for. */
    private static void dump(int program, List<String> theirs, List<String> ours) throws Exception {
        Process process = new ProcessBuilder(
                        BPFTOOL.toString(), "prog", "dump", "xlated", "id", String.valueOf(program), "opcodes")
                .start();
        for (String line : process.inputReader().lines().toList()) {
            Matcher matcher = LINE.matcher(line);
            if (matcher.matches()) {
                theirs.add(matcher.group(2).replaceAll("call .*", "call"));
            } else if (!line.isBlank()) {
                byte[] bytes = HexFormat.of().parseHex(line.replaceAll("\\s", ""));
                String text = Disassembler.disassemble(
                        InstructionDecoder.decode(bytes).getFirst());
                ours.add(text.replaceAll("call .*", "call"));
            }
        }
        assertThat(process.waitFor()).isZero();
    }

    private static List<Instruction> code() {
        Assembler assembler = new Assembler();
        Label out = assembler.label();
        assembler
                .append(
                        Asm.mov64(R6, R1),
                        Asm.ldImm64(R7, 0x1234_5678_9abcL),
                        Asm.stx(DW, R10, -8, R7),
                        Asm.st(W, R10, -16, 77),
                        Asm.st(W, R10, -12, -1),
                        Asm.st(H, R10, -4, 5),
                        Asm.ldx(B, R8, R10, -8),
                        Asm.call(Helper.KTIME_GET_NS),
                        Asm.alu64(ADD, R0, -8),
                        Asm.alu32(XOR, R0, R8),
                        Asm.alu64(ARSH, R0, 3),
                        Asm.alu32(DIV, R0, 7),
                        Asm.neg64(R0),
                        Asm.be(R0, 16),
                        Asm.mov64(R2, 1),
                        Asm.atomic(DW, ADD, R10, -8, R2),
                        Asm.atomicFetch(W, OR, R10, -16, R2),
                        Asm.atomicExchange(DW, R10, -8, R2),
                        Asm.atomicCompareExchange(DW, R10, -8, R2))
                .jump(JSGT, R0, -5, out)
                .jump32(JEQ, R0, R8, out)
                .jump32(JSET, R0, 0x80, out)
                .append(Asm.alu64(MUL, R0, R8))
                .bind(out)
                .append(Asm.mov32(R0, 2), Asm.exit());
        return assembler.build();
    }
}
