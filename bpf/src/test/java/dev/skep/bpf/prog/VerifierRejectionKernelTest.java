package dev.skep.bpf.prog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.skep.bpf.DescriptorLeakCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What this kernel says about each mistake is understood. {@code -Dskep.golden=write} keeps its logs as fixtures. */
@Tag("kernel")
@ExtendWith(DescriptorLeakCheck.class)
class VerifierRejectionKernelTest {
    @ParameterizedTest
    @EnumSource
    void mistakeIsExplained(RejectedProgram program) throws IOException {
        ObjectSpec object = new ObjectSpec(RejectedProgram.MAPS, List.of(program.spec), new byte[0]);

        VerifierException e = catchThrowableOfType(
                VerifierException.class, () -> new ObjectLoader().load(object).close());

        assertThat(e).isNotNull();
        keep(program, e.log());
        assertThat(e.summary()).contains(program.reason);
        assertThat(e.instructionIndex()).isEqualTo(program.instruction);
        if (!program.register.isEmpty()) {
            assertThat(e.registers()).containsKey(program.register);
        }
        assertThat(e.hint()).isNotEmpty();
        assertThat(e)
                .hasMessageStartingWith("program \"" + program.name() + "\" rejected: " + e.summary() + " (")
                .hasMessageEndingWith("hint: " + e.hint());
        if (program.instruction >= 0) {
            assertThat(e).hasMessageContaining("\n  at Rejected.java:7: return mistake();\n  instruction ");
        }
    }

    private static void keep(RejectedProgram program, String log) throws IOException {
        if ("write".equals(System.getProperty("skep.golden"))) {
            String release = Files.readString(Path.of("/proc/sys/kernel/osrelease"));
            String version = release.split("[.]")[0] + "." + release.split("[.]")[1];
            Path directory = Path.of("src/test/resources/verifier", version);
            Files.createDirectories(directory);
            Files.writeString(directory.resolve(program.name().toLowerCase(java.util.Locale.ROOT) + ".log"), log);
        }
    }
}
