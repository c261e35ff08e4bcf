package dev.skep.events.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skep.bpf.asm.Asm;
import dev.skep.bpf.asm.Register;
import dev.skep.bpf.prog.AttachSpec;
import dev.skep.bpf.prog.Hook;
import dev.skep.bpf.prog.ObjectSpec;
import dev.skep.bpf.prog.ProgramSpec;
import dev.skep.compiler.CompileOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("unit")
class ProbeCacheTest {
    private static final CompileOptions OPTIONS = CompileOptions.baseline();

    private final AtomicInteger compilations = new AtomicInteger();

    @TempDir
    Path directory;

    @Test
    void compilesOnceForEqualCodeKernelAndOptions() {
        CompiledProbe first = get("kernel a", OPTIONS);
        CompiledProbe second = get("kernel a", OPTIONS);

        assertThat(compilations).hasValue(1);
        assertThat(second.spec().programs()).isEqualTo(first.spec().programs());
        assertThat(second.lossCounters()).isEqualTo(first.lossCounters());
        assertThat(second.variables()).isEqualTo(first.variables());
    }

    @Test
    void compilesAnewForAnotherKernelOrOtherOptions() {
        get("kernel a", OPTIONS);
        get("kernel b", OPTIONS);
        get("kernel a", OPTIONS.with("Filter.onlyPid", 7));

        assertThat(compilations).hasValue(3);
    }

    @Test
    void compilesAnewWhereTheFileIsDamaged() throws IOException {
        get("kernel a", OPTIONS);
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.write(file, java.util.Arrays.copyOf(Files.readAllBytes(file), 40));
            }
        }
        get("kernel a", OPTIONS);

        assertThat(compilations).hasValue(2);
    }

    @Test
    void keepsNothingInAFolderThatOthersMayWrite() throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));

        get("kernel a", OPTIONS);
        get("kernel a", OPTIONS);

        assertThat(compilations).hasValue(2);
        assertThat(directory).isEmptyDirectory();
    }

    private CompiledProbe get(String identity, CompileOptions options) {
        return ProbeCache.in(directory, identity).get(ProbeCacheTest.class, options, () -> {
            compilations.incrementAndGet();
            ProgramSpec program = new ProgramSpec(
                    "p",
                    AttachSpec.of(Hook.XDP),
                    List.of(Asm.mov64(Register.R0, 2), Asm.exit()),
                    List.of(),
                    List.of(),
                    "Dual BSD/GPL",
                    0);
            return new CompiledProbe(
                    new ObjectSpec(List.of(), List.of(program), new byte[0]),
                    Map.of("EVENTS", "EVENTS.lost"),
                    Map.of("Filter.excludePid", 8));
        });
    }
}
