package dev.skep.bpf.prog;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("unit")
class VerifierLogTest {
    private static final Path FIXTURES = Path.of("src/test/resources/verifier");

    static Stream<Path> logs() throws IOException {
        try (Stream<Path> files = Files.walk(FIXTURES)) {
            return files.filter(file -> file.toString().endsWith(".log")).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("logs")
    void understandsWhatKernelsWrote(Path file) throws IOException {
        String name = file.getFileName().toString().replace(".log", "").toUpperCase(Locale.ROOT);
        RejectedProgram program = RejectedProgram.valueOf(name);
        String text = Files.readString(file);

        VerifierException e = VerifierException.of(program.spec, dev.skep.bpf.sys.Errno.EINVAL, text);

        assertThat(e.summary()).contains(program.reason);
        assertThat(e.instructionIndex()).isEqualTo(program.instruction);
        if (!program.register.isEmpty()) {
            assertThat(e.registers()).containsKey(program.register);
        }
        assertThat(e.hint()).isNotEmpty();
        assertThat(e.log()).isEqualTo(text);
    }

    @Test
    void keepsStatesWithBlanksWhole() {
        VerifierLog log = VerifierLog.parse("""
                0: R1=ctx() R10=fp0
                0: (85) call bpf_get_prandom_u32#7    ; R0_w=scalar()
                1: (57) r0 &= 255                     ; R0_w=scalar(smin=0,smax=umax=255,var_off=(0x0; 0xff))
                2: (7b) *(u64 *)(r10 -8) = r0         ; R0_w=scalar(id=1,smin=0,smax=umax=255,var_off=(0x0; 0xff)) R10=fp0 fp-8_w=scalar(id=1,var_off=(0x0; 0xff))
                3: (71) r0 = *(u8 *)(r1 +0)
                invalid bpf_context access off=0 size=1
                processed 4 insns (limit 1000000) max_states_per_insn 0 total_states 0 peak_states 0 mark_read 0
                """);
        assertThat(log.registers())
                .containsEntry("R0", "scalar(id=1,smin=0,smax=umax=255,var_off=(0x0; 0xff))")
                .containsEntry("fp-8", "scalar(id=1,var_off=(0x0; 0xff))")
                .containsEntry("R1", "ctx()");
        assertThat(log.slot()).isEqualTo(3);
        assertThat(log.instruction()).isEqualTo("r0 = *(u8 *)(r1 +0)");
        assertThat(log.processed()).isEqualTo(4);
        assertThat(log.stats()).startsWith("processed 4 insns");
    }

    @Test
    void replacesTheStateWhenAnotherPathBegins() {
        VerifierLog log = VerifierLog.parse("""
                1: (15) if r0 == 0x0 goto pc+1        ; R0=map_value(ks=4,vs=8)
                from 1 to 3: R0=0 R10=fp0 fp-8=mmmm????
                3: (61) r0 = *(u32 *)(r0 +0)
                R0 invalid mem access 'scalar'
                """);
        assertThat(log.registers()).containsEntry("R0", "0").containsEntry("fp-8", "mmmm????");
        assertThat(log.blamed()).isEqualTo("0");
        assertThat(log.processed()).isEqualTo(-1);
    }

    @Test
    void anyTextIsALog() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        String alphabet = "0123: (R=;)fp-\n from to processed insns x";
        for (int i = 0; i < 2000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(200); n > 0; n--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            assertThat(VerifierLog.parse(text.toString())).as("seed %d", seed).isNotNull();
        }
    }
}
