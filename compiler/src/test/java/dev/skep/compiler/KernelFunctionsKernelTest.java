package dev.skep.compiler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skep.bpf.feature.Feature;
import dev.skep.bpf.sys.Errno;
import dev.skep.bpf.sys.Syscall;
import dev.skep.bpf.sys.SyscallNumber;
import dev.skep.compiler.KernelFunctionPrograms.FileGuard;
import dev.skep.compiler.KernelFunctionPrograms.Kprobes;
import dev.skep.compiler.KernelFunctionPrograms.Modifier;
import dev.skep.compiler.KernelFunctionPrograms.Seen;
import dev.skep.compiler.KernelFunctionPrograms.Trampolines;
import dev.skep.lab.RequiresFeature;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What only kernels with kprobes, trampolines and security hooks can do; the host's own may have none of them. */
@Tag("kernel")
class KernelFunctionsKernelTest {
    private static final int PID = (int) ProcessHandle.current().pid();

    @TempDir
    Path directory;

    // tag::skip
    @Test
    @RequiresFeature(Feature.KPROBE)
    void seesArgumentsAndResultsByKprobes() {
        CompileOptions options = CompileOptions.running().with("Kprobes.process", PID);
        try (Loaded loaded = Loaded.load(Kprobes.class, options).attachAll()) {
            assertThat(askForOwnGroup()).isNotNegative();
            assertOneCallSeen(loaded.map(Kprobes.SEEN).get(0));
        }
    }
    // end::skip

    @Test
    @RequiresFeature({Feature.FENTRY, Feature.FEXIT})
    void seesArgumentsAndResultsByTrampolines() {
        CompileOptions options = CompileOptions.running().with("Trampolines.process", PID);
        try (Loaded loaded = Loaded.load(Trampolines.class, options).attachAll()) {
            assertThat(askForOwnGroup()).isNotNegative();
            assertOneCallSeen(loaded.map(Trampolines.SEEN).get(0));
        }
    }

    @Test
    @RequiresFeature(Feature.FMOD_RET)
    void answersInTheKernelsPlace() {
        CompileOptions options = CompileOptions.running().with("Modifier.process", PID);
        assertThat(askForOwnGroup()).isNotNegative();
        try (Loaded loaded = Loaded.load(Modifier.class, options).attachAll()) {
            assertThat(loaded.program("answer").id()).isPositive();
            assertThat(askForOwnGroup()).isEqualTo(-Errno.EPERM.number());
        }
        assertThat(askForOwnGroup()).isNotNegative();
    }

    @Test
    @RequiresFeature(Feature.LSM)
    void keepsAProcessFromAFileUntilClosed() throws Exception {
        Path secret = Files.writeString(directory.resolve("secret"), "secret");
        Path open = Files.writeString(directory.resolve("open"), "open");
        CompileOptions options = CompileOptions.running()
                .with("FileGuard.process", PID)
                .with("FileGuard.inode", (long) Files.getAttribute(secret, "unix:ino"));
        try (Loaded loaded = Loaded.load(FileGuard.class, options).attachAll()) {
            assertThatThrownBy(() -> Files.readString(secret))
                    .isInstanceOf(FileSystemException.class)
                    .hasMessageContaining("Operation not permitted");
            assertThat(Files.readString(open)).isEqualTo("open");
            Process other = new ProcessBuilder("cat", secret.toString()).start();
            assertThat(other.inputReader().readLine()).as("another process").isEqualTo("secret");
            assertThat(Objects.requireNonNull(loaded.map(FileGuard.SEEN).get(0)).entries)
                    .isEqualTo(1);
        }
        assertThat(Files.readString(secret)).isEqualTo("secret");
    }

    @Test
    void saysWhetherKernelOperationsCanBeReplaced() {
        if (Feature.STRUCT_OPS.works()) {
            Feature.STRUCT_OPS.require();
        } else {
            assertThatThrownBy(Feature.STRUCT_OPS::require)
                    .hasMessageStartingWith("struct_ops programs do not work on this kernel: ")
                    .hasMessageContaining("EPERM")
                    .hasMessageEndingWith("they are in Linux since 5.6");
        }
    }

    private static void assertOneCallSeen(Seen seen) {
        assertThat(seen.entries).isEqualTo(1);
        assertThat(seen.exits).isEqualTo(1);
        assertThat(seen.asked).isEqualTo(PID);
        assertThat(seen.result).isZero();
    }

    /** {@code getpgid(2)} of this process: its group, or a negative errno. */
    private static long askForOwnGroup() {
        return Syscall.call(SyscallNumber.GETPGID, PID);
    }
}
