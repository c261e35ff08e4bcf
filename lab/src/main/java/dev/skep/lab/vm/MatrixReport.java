package dev.skep.lab.vm;

import dev.skep.lab.vm.TestResult.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Tests by kernels: what passed, failed and was skipped where, and why. */
public final class MatrixReport {
    /** The column of the kernel that runs the project itself. */
    public static final String NATIVE = "native";

    private final Map<String, Map<String, TestResult>> byKernel = new LinkedHashMap<>();

    /** Adds what ran on one kernel. */
    public void add(String kernel, List<TestResult> results) {
        Map<String, TestResult> byName = byKernel.computeIfAbsent(kernel, _ -> new TreeMap<>());
        for (TestResult result : results) {
            byName.merge(result.name(), result, MatrixReport::worse);
        }
    }

    /** Results with a verdict on all kernels together. */
    public long count(Verdict verdict) {
        return byKernel.values().stream()
                .flatMap(results -> results.values().stream())
                .filter(result -> result.verdict() == verdict)
                .count();
    }

    /** Passed, failed and skipped in the guests, as three numbers. */
    public String guestCounts() {
        StringBuilder counts = new StringBuilder();
        for (Verdict verdict : Verdict.values()) {
            long count = byKernel.entrySet().stream()
                    .filter(kernel -> !kernel.getKey().equals(NATIVE))
                    .flatMap(kernel -> kernel.getValue().values().stream())
                    .filter(result -> result.verdict() == verdict)
                    .count();
            counts.append(counts.isEmpty() ? "" : " ").append(count);
        }
        return counts.append('\n').toString();
    }

    /** The table for a console: one line per test that did not pass everywhere, then a line per kernel. */
    public String render() {
        StringBuilder out = new StringBuilder();
        List<String> names = byKernel.values().stream()
                .flatMap(results -> results.keySet().stream())
                .distinct()
                .sorted()
                .toList();
        List<String> uneven =
                names.stream().filter(name -> !passedEverywhere(name)).toList();
        int width = uneven.stream().mapToInt(String::length).max().orElse(0);
        if (!uneven.isEmpty()) {
            out.append(String.format("%-" + Math.max(width, 4) + "s", "test"));
            byKernel.keySet().forEach(kernel -> out.append(String.format("  %-8s", kernel)));
            out.append('\n');
        }
        for (String name : uneven) {
            out.append(String.format("%-" + width + "s", name));
            List<String> details = new ArrayList<>();
            byKernel.forEach((kernel, results) -> {
                TestResult result = results.get(name);
                out.append(String.format("  %-8s", result == null ? "-" : word(result.verdict())));
                if (result != null && !result.reason().isEmpty()) {
                    details.add(kernel + ": " + result.reason());
                }
            });
            out.append('\n');
            details.stream()
                    .distinct()
                    .forEach(detail -> out.append("    ").append(detail).append('\n'));
        }
        byKernel.forEach((kernel, results) -> out.append(summary(kernel, results)));
        return out.toString();
    }

    /** All of it as JUnit XML: a suite per kernel. */
    public String xml() {
        return MatrixXml.of(byKernel);
    }

    private static String summary(String kernel, Map<String, TestResult> results) {
        Map<Verdict, Long> counts = new EnumMap<>(Verdict.class);
        results.values().forEach(result -> counts.merge(result.verdict(), 1L, Long::sum));
        return String.format(
                "%-8s %d passed, %d failed, %d skipped%n",
                kernel,
                counts.getOrDefault(Verdict.PASSED, 0L),
                counts.getOrDefault(Verdict.FAILED, 0L),
                counts.getOrDefault(Verdict.SKIPPED, 0L));
    }

    private boolean passedEverywhere(String name) {
        return byKernel.values().stream().allMatch(results -> {
            TestResult result = results.get(name);
            return result != null && result.verdict() == Verdict.PASSED;
        });
    }

    private static TestResult worse(TestResult one, TestResult other) {
        return Comparator.comparingInt((TestResult r) -> severity(r.verdict())).compare(one, other) >= 0 ? one : other;
    }

    private static int severity(Verdict verdict) {
        return switch (verdict) {
            case PASSED -> 0;
            case SKIPPED -> 1;
            case FAILED -> 2;
        };
    }

    private static String word(Verdict verdict) {
        return switch (verdict) {
            case PASSED -> "pass";
            case FAILED -> "FAIL";
            case SKIPPED -> "skip";
        };
    }
}
