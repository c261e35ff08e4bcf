package dev.skep.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * docs/kernels.md is made from what {@code skep doctor --json} says on three kernels, kept in docs/kernels. With
 * {@code -Dskep.regenerate=true} the kernel test writes the running kernel's file, and the unit test takes those that the last
 * run of {@code ./skep test --tier vm --tests KernelsPageTest} left in target/vm, and writes the page.
 */
class KernelsPageTest {
    private static final Path GUEST_RESULTS = Path.of("/run/results");
    private static final String FILE_NAME = "doctor.json";

    @Test
    @Tag("kernel")
    void thisKernelCanDoWhatItsFileSays() throws IOException {
        String series = KernelsPage.series(System.getProperty("os.version"));
        Path file = golden(series);
        String now = doctor();
        if (Boolean.getBoolean("skep.guest")) {
            Files.writeString(GUEST_RESULTS.resolve(FILE_NAME), now);
        } else if (Boolean.getBoolean("skep.regenerate")) {
            Files.writeString(file, now);
        }
        Assumptions.assumeTrue(Files.exists(file), "no file for kernel " + series);

        Map<String, KernelsPage.Finding> expected = KernelsPage.parse(Files.readString(file));

        assertThat(KernelsPage.parse(now).values())
                .extracting(KernelsPage.Finding::name, KernelsPage.Finding::state)
                .as("run with -Dskep.regenerate=true")
                .containsExactlyElementsOf(expected.values().stream()
                        .map(finding -> tuple(finding.name(), finding.state()))
                        .toList());
    }

    @Test
    @Tag("unit")
    void pageIsMadeFromTheFiles() throws IOException {
        Path page = docs().resolve("kernels.md");
        boolean regenerate = Boolean.getBoolean("skep.regenerate");
        for (String series : KernelsPage.SERIES) {
            Path fresh = docs().resolveSibling("target")
                    .resolve("vm")
                    .resolve(series)
                    .resolve(FILE_NAME);
            if (regenerate && Files.exists(fresh)) {
                Files.copy(fresh, golden(series), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        String made = KernelsPage.of(docs().resolve("kernels"));
        if (regenerate) {
            Files.writeString(page, made);
        }
        assertThat(page).hasContent(made);
    }

    private static Path golden(String series) {
        return docs().resolve("kernels").resolve(series + ".json");
    }

    /** From a module's directory, as Maven starts tests, or from the project's, as guests do. */
    private static Path docs() {
        return Files.isDirectory(Path.of("docs")) ? Path.of("docs") : Path.of("..", "docs");
    }

    private static String doctor() {
        StringWriter out = new StringWriter();
        Main.commandLine().setOut(new PrintWriter(out, true)).execute("doctor", "--json");
        return out.toString().strip() + "\n";
    }
}
