package dev.skep.lab.vm;

import dev.skep.lab.vm.TestResult.Verdict;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Runs the tests tagged {@code kernel} in a guest of each kernel and prints the matrix. Called by {@code ./skep test --tier
 * vm}; the working directory is the project's root, and modules are built.
 *
 * <p>Arguments: {@code --kernel 6.1} (repeatable; all if absent), {@code --tests REGEX} of class names, {@code --classpath-file
 * FILE} with the test class path, {@code --roots A:B} the class directories to search.
 */
public final class MatrixRun {
    private static final int MEMORY_MIB = 2048;
    private static final Duration TIMEOUT = Duration.ofMinutes(25);

    private final List<String> kernels;
    private final String tests;
    private final String classpath;
    private final List<String> roots;
    private final PrintStream out;

    private MatrixRun(Map<String, List<String>> options, PrintStream out) throws IOException {
        kernels = options.getOrDefault("--kernel", KernelPackage.SERIES);
        tests = options.getOrDefault("--tests", List.of(".*")).getFirst();
        classpath = Files.readString(Path.of(
                        options.getOrDefault("--classpath-file", List.of("")).getFirst()))
                .strip();
        roots = List.of(options.getOrDefault("--roots", List.of("")).getFirst().split(File.pathSeparator, -1));
        this.out = out;
    }

    /** Entry point of the launcher; exits with 1 if a test failed, 2 if a guest could not be run. */
    public static void main(String[] arguments) throws IOException {
        try {
            System.exit(new MatrixRun(options(arguments), System.out).run() ? 0 : 1);
        } catch (LabException e) {
            System.err.println("skep: " + e.getMessage());
            System.exit(2);
        }
    }

    private static Map<String, List<String>> options(String[] arguments) {
        Map<String, List<String>> options = new java.util.HashMap<>();
        for (int i = 0; i + 1 < arguments.length; i += 2) {
            options.computeIfAbsent(arguments[i], _ -> new ArrayList<>()).add(arguments[i + 1]);
        }
        return options;
    }

    private boolean run() throws IOException {
        Path cache = Path.of(System.getProperty("user.home"), ".cache", "skep", "kernels");
        MatrixReport report = new MatrixReport();
        List<TestResult> onThisKernel = nativeResults();
        if (!onThisKernel.isEmpty()) {
            report.add(MatrixReport.NATIVE, onThisKernel);
        }
        for (String series : kernels) {
            long started = System.nanoTime();
            KernelPackage kernel = KernelPackage.fetch(series, cache);
            out.println("kernel " + kernel.release() + ": booting");
            Path results = Path.of("target", "vm", series).toAbsolutePath();
            clear(results);
            Guest.Outcome outcome = new Guest(kernel, cache)
                    .run(script(), results, MEMORY_MIB, TIMEOUT, line -> out.println("  | " + line));
            List<TestResult> tested = new ArrayList<>(JUnitReports.readDirectory(results.resolve("reports")));
            if (outcome.exitCode() < 0 || tested.isEmpty()) {
                tested.add(new TestResult("guest." + series, Verdict.FAILED, "the guest did not finish its tests"));
                out.println("kernel " + kernel.release() + ": the guest did not finish; its console ended with");
                outcome.consoleTail().forEach(line -> out.println("  | " + line));
            }
            report.add(series, tested);
            out.printf(
                    "kernel %s: %d tests in %d s, up after %.1f s%n",
                    kernel.release(),
                    tested.size(),
                    (System.nanoTime() - started) / 1_000_000_000,
                    outcome.bootSeconds());
        }
        out.print(report.render());
        Files.writeString(Path.of("target", "vm", "summary"), report.guestCounts());
        return report.count(Verdict.FAILED) == 0;
    }

    /** What Surefire reported of the same tests on this kernel, for the matrix's first column. */
    private static List<TestResult> nativeResults() {
        return JUnitReports.readDirectory(Path.of("target", "test-reports", "kernel"));
    }

    private String script() {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return String.join(
                        " ",
                        List.of(
                                "cd " + quote(Path.of("").toAbsolutePath().toString()) + " &&",
                                "exec " + quote(java),
                                "--enable-native-access=ALL-UNNAMED -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xshare:auto",
                                "-XX:+UnlockDiagnosticVMOptions -XX:ArchiveRelocationMode=0 -XX:-UsePerfData",
                                "-Dskep.guest=true -cp " + quote(classpath),
                                "org.junit.platform.console.ConsoleLauncher execute --disable-banner --details=summary",
                                "--disable-ansi-colors --include-tag kernel --include-classname " + quote(tests),
                                "--scan-classpath " + quote(String.join(File.pathSeparator, roots)),
                                "--reports-dir /run/results/reports </dev/null 2>&1"))
                + "\n";
    }

    private static String quote(String word) {
        return "'" + word.replace("'", "'\\''") + "'";
    }

    private static void clear(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return;
        }
        try (Stream<Path> walk = Files.walk(directory)) {
            for (Path file : walk.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
