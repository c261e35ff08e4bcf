package dev.skep.bpf.asm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.skep.bpf.Seeded;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Where LLVM's disassembler is installed, it must read our bytes as what we say that they are. */
@Tag("unit")
class DisassemblerToolTest {
    private static final Path LLVM_MC = Path.of("/usr/bin/llvm-mc-19");
    private static final Pattern HEX = Pattern.compile("0x[0-9a-f]+");

    @Test
    void agreesWithLlvmOnTheWholeInstructionSet() {
        assumeTrue(Files.isExecutable(LLVM_MC), LLVM_MC + " is not installed");
        Seeded.check(3, random -> {
            // LLVM drops the displacement of an indirect packet load, so that one is not compared.
            List<Instruction> instructions = Stream.generate(() -> RandomInstruction.next(random))
                    .filter(i -> i.opcodeClass() != Opcode.LD || (i.opcode() & 0xe0) != Opcode.IND)
                    .limit(2_000)
                    .toList();
            List<String> theirs = llvm(instructions);
            assertThat(theirs).hasSameSizeAs(instructions);
            for (int i = 0; i < instructions.size(); i++) {
                assertThat(inLlvmWords(instructions.get(i)))
                        .as("%s", instructions.get(i))
                        .isEqualTo(theirs.get(i));
            }
        });
    }

    private static List<String> llvm(List<Instruction> instructions) throws Exception {
        Process process = new ProcessBuilder(LLVM_MC.toString(), "-disassemble", "-triple=bpfel", "-mcpu=v4").start();
        Thread feeder = Thread.ofVirtual().start(() -> {
            try (var out = process.outputWriter()) {
                for (Instruction instruction : instructions) {
                    out.write(hex(instruction) + "\n");
                }
            } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        List<String> lines = process.inputReader().lines().map(String::strip).toList();
        feeder.join();
        assertThat(process.waitFor()).isZero();
        return lines.stream()
                .filter(line -> !line.isEmpty() && !line.equals(".text"))
                .map(DisassemblerToolTest::simplify)
                .toList();
    }

    private static String hex(Instruction instruction) {
        byte[] bytes = InstructionEncoder.encode(List.of(instruction));
        return Stream.iterate(0, i -> i + 1)
                .limit(bytes.length)
                .map(i -> "0x%02x".formatted(bytes[i]))
                .collect(Collectors.joining(","));
    }

    private static String inLlvmWords(Instruction instruction) {
        String text = Disassembler.disassemble(instruction)
                .replaceAll("goto(l?) pc", "goto$1 ")
                .replaceAll("\\((r\\d+) ([+-])(\\d+)\\)", "($1 $2 $3)")
                .replaceAll("call \\w+#", "call ")
                .replaceAll("atomic64_fetch", "atomic_fetch");
        boolean wide = instruction.slots() == 2;
        text = HEX.matcher(text).replaceAll(match -> {
            String digits = match.group().substring(2);
            return String.valueOf(
                    wide ? Long.parseUnsignedLong(digits, 16) : (long) Integer.parseUnsignedInt(digits, 16));
        });
        return simplify(wide ? text + " ll" : text);
    }

    /** Gives both the same words where they differ on purpose: LLVM writes 32-bit memory operands as w, and exchanges its own way. */
    private static String simplify(String line) {
        String text = line.replaceAll("\\s+", " ");
        if (text.contains("xchg")) {
            text = text.replaceAll("atomic(64)?_", "")
                    .replaceAll("xchg(32)?_(32|64)", "xchg")
                    .replaceAll("\\(\\(u\\d+ \\*\\)\\((r\\d+ [+-] \\d+)\\)", "($1");
        }
        boolean memory = text.contains("*)") || text.contains("xchg");
        return memory ? text.replaceAll("\\bw(\\d+)\\b", "r$1") : text;
    }
}
