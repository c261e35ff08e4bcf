package dev.skep.lab.vm;

import dev.skep.lab.vm.TestResult.Verdict;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Runs the tests tagged {@code kernel} in a guest of each kernel, all guests at once where there are CPUs for it, and prints
 * the matrix. Called by {@code ./skep test --tier vm}; the working directory is the project's root, and modules are built.
 *
 * <p>Arguments: {@code --kernel 6.1} (repeatable; all if absent), {@code --tests REGEX} of class names, {@code --methods
 * REGEX}, {@code --tag TAG} (else {@code kernel}), {@code --classpath-file FILE} with the test class path, {@code --roots
 * A:B} the class directories to search, {@code --results DIRECTORY} (else {@code target/vm}), where the journals and
 * consoles of the guests, {@code matrix.txt}, {@code TEST-matrix.xml} and {@code summary} are written.
 */
public final class MatrixRun {
    private final List<String> kernels;
    private final KernelRun.Selection selection;
    private final Path results;
    private final PrintStream out;

    MatrixRun(Map<String, List<String>> options, PrintStream out) throws IOException {
        kernels = options.getOrDefault("--kernel", KernelPackage.SERIES);
        String classpath = Files.readString(Path.of(one(options, "--classpath-file", "")));
        List<String> roots = List.of(one(options, "--roots", "").split(File.pathSeparator, -1));
        selection = new KernelRun.Selection(
                one(options, "--tag", "kernel"),
                one(options, "--tests", ".*"),
                one(options, "--methods", ".*"),
                classpath.strip(),
                roots);
        results = Path.of(one(options, "--results", "target/vm"));
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

    private static String one(Map<String, List<String>> options, String name, String otherwise) {
        return options.getOrDefault(name, List.of(otherwise)).getLast();
    }

    static Map<String, List<String>> options(String... arguments) {
        Map<String, List<String>> options = new HashMap<>();
        for (int i = 0; i + 1 < arguments.length; i += 2) {
            options.computeIfAbsent(arguments[i], _ -> new ArrayList<>()).add(arguments[i + 1]);
        }
        return options;
    }

    boolean run() throws IOException {
        Path cache = Path.of(System.getProperty("user.home"), ".cache", "skep", "kernels");
        MatrixReport report = new MatrixReport();
        List<TestResult> onThisKernel = JUnitReports.readDirectory(Path.of("target", "test-reports", "kernel"));
        List<KernelRun.Outcome> outcomes = outcomes(cache);
        if (!onThisKernel.isEmpty() && selection.tag().equals("kernel")) {
            report.add(MatrixReport.NATIVE, onThisKernel);
        }
        for (KernelRun.Outcome outcome : outcomes) {
            report.add(outcome.series(), outcome.results());
        }
        String matrix = report.render();
        out.print(matrix);
        for (KernelRun.Outcome outcome : outcomes) {
            String first =
                    outcome.firstSeconds() < 0 ? "no test" : String.format("first test %.1f s", outcome.firstSeconds());
            out.printf(
                    "%-8s %s: user land after %.1f s, %s, all after %.0f s%n",
                    outcome.series(), outcome.release(), outcome.bootSeconds(), first, outcome.totalSeconds());
        }
        Files.writeString(results.resolve("matrix.txt"), matrix);
        Files.writeString(results.resolve("TEST-matrix.xml"), report.xml());
        Files.writeString(results.resolve("summary"), report.guestCounts());
        return report.count(Verdict.FAILED) == 0;
    }

    private List<KernelRun.Outcome> outcomes(Path cache) throws IOException {
        int atOnce = Math.clamp(Runtime.getRuntime().availableProcessors(), 1, kernels.size());
        try (ExecutorService guests = Executors.newFixedThreadPool(atOnce)) {
            List<Future<KernelRun.Outcome>> running = new ArrayList<>();
            for (String series : kernels) {
                KernelPackage kernel = KernelPackage.fetch(series, cache);
                out.println("  " + series + ": " + kernel.release() + " boots");
                running.add(
                        guests.submit(() -> new KernelRun(kernel, cache, results.resolve(series), out).run(selection)));
            }
            List<KernelRun.Outcome> outcomes = new ArrayList<>();
            for (Future<KernelRun.Outcome> run : running) {
                outcomes.add(run.get());
            }
            return outcomes;
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case LabException lab -> throw lab;
                case IOException io -> throw io;
                case null, default -> throw new IllegalStateException(e);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabException("interrupted while guests run", e);
        }
    }
}
