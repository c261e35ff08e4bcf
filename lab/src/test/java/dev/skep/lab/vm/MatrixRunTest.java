package dev.skep.lab.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("vm")
class MatrixRunTest {
    private static final Path CACHE = Path.of(System.getProperty("user.home"), ".cache", "skep", "kernels");

    @TempDir
    Path directory;

    @Test
    void failsTheTestInWhichAGuestPanickedAndThoseAfterIt() throws Exception {
        Path classpath = directory.resolve("classpath");
        Files.writeString(classpath, System.getProperty("java.class.path"));
        Path classes = Path.of(DoomedCases.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        ByteArrayOutputStream printed = new ByteArrayOutputStream();

        boolean passed = new MatrixRun(
                        MatrixRun.options(
                                "--kernel",
                                "6.1",
                                "--tag",
                                "doomed",
                                "--tests",
                                ".*DoomedCases",
                                "--classpath-file",
                                classpath.toString(),
                                "--roots",
                                classes.toString(),
                                "--results",
                                directory.toString()),
                        new PrintStream(printed, true, StandardCharsets.UTF_8))
                .run();

        assertThat(passed).isFalse();
        assertThat(Files.readString(directory.resolve("summary"))).isEqualTo("1 2 0\n");
        List<TestResult> results = JUnitReports.readDirectory(directory);
        assertThat(results)
                .extracting(TestResult::method, result -> result.verdict().name())
                .containsExactlyInAnyOrder(
                        tuple("passes @6.1", "PASSED"),
                        tuple("panics @6.1", "FAILED"),
                        tuple("comesTooLate @6.1", "FAILED"));
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .contains("Kernel panic - not syncing: sysrq triggered crash")
                .contains("not run: the guest did not survive dev.skep.lab.vm.DoomedCases.panics");
    }

    @Test
    void endsAGuestThatSaysNothing() {
        Guest.Limits limits = new Guest.Limits(512, Duration.ofSeconds(120), Duration.ofSeconds(30));

        Guest.Outcome outcome = new Guest(KernelPackage.fetch("6.12", CACHE), CACHE)
                .run("echo to be silent; sleep 1000", directory, limits, line -> {});

        assertThat(outcome.exitCode()).isNegative();
        assertThat(outcome.death()).isEqualTo("the guest said nothing for 30 s");
        assertThat(outcome.consoleTail()).contains("to be silent");
    }
}
