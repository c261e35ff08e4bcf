package dev.skep.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Writes docs/kernels.md. */
final class KernelsPage {
    /** The kernels with a column, oldest first. */
    static final List<String> SERIES = List.of("6.1", "6.12", "6.18");

    private static final String TEXT = "\"((?:[^\"\\\\]|\\\\.)*)\"";
    private static final Pattern FINDING =
            Pattern.compile("\\{\"name\":%s,\"title\":%s,\"state\":%s,\"reason\":%s,\"instead\":%s\\}"
                    .formatted(TEXT, TEXT, TEXT, TEXT, TEXT));
    private static final Pattern KERNEL = Pattern.compile("\"kernel\":" + TEXT);

    private static final String INTRODUCTION = """
            # Kernels

            What the kernels that every kernel test runs on can do, and what Skep does where one cannot. Found by trying, by
            `skep doctor --json` on each; this page is made from [those answers](kernels) and never written by hand, and a test compares
            them with the running kernel. On your own host, ask it yourself:

            ```
            ./skep doctor
            ```

            """;

    private KernelsPage() {}

    /** What {@code skep doctor} found about one thing. */
    record Finding(String name, String title, String state, String reason, String instead) {
        String mark() {
            return switch (state) {
                case "works" -> "yes";
                case "missing" -> "**no**";
                default -> "?";
            };
        }
    }

    /** {@code "6.12"} of {@code "6.12.117+deb12-cloud-amd64"}. */
    static String series(String release) {
        String[] parts = release.split("[.-]", 3);
        return parts[0] + "." + parts[1];
    }

    /** The findings of a {@code skep doctor --json}, by name, in its order. */
    static Map<String, Finding> parse(String json) {
        Map<String, Finding> findings = new LinkedHashMap<>();
        Matcher finding = FINDING.matcher(json);
        while (finding.find()) {
            findings.put(
                    finding.group(1),
                    new Finding(
                            finding.group(1),
                            plain(finding.group(2)),
                            finding.group(3),
                            plain(finding.group(4)),
                            plain(finding.group(5))));
        }
        return findings;
    }

    private static String plain(String text) {
        return text.replace("\\\"", "\"").replace("\\n", " ").replace("\\\\", "\\");
    }

    static String of(Path directory) throws IOException {
        Map<String, Map<String, Finding>> bySeries = new LinkedHashMap<>();
        StringBuilder page = new StringBuilder(INTRODUCTION);
        page.append("| | ");
        for (String series : SERIES) {
            String json = Files.readString(directory.resolve(series + ".json"));
            bySeries.put(series, parse(json));
            Matcher kernel = KERNEL.matcher(json);
            page.append(kernel.find() ? kernel.group(1) : series).append(" | ");
        }
        page.append("where it is missing |\n|---|")
                .append("---|".repeat(SERIES.size() + 1))
                .append('\n');
        Map<String, Finding> newest = bySeries.get(SERIES.getLast());
        newest.keySet().forEach(name -> page.append(row(name, bySeries)));
        page.append("\n## Why not\n\nThe kernels' own answers, with the reason where one is known.\n\n");
        newest.keySet().forEach(name -> page.append(reasons(name, bySeries)));
        return page.toString();
    }

    private static String row(String name, Map<String, Map<String, Finding>> bySeries) {
        StringBuilder row = new StringBuilder();
        String title = "";
        String instead = "";
        for (Map<String, Finding> findings : bySeries.values()) {
            Finding finding = findings.get(name);
            row.append(" | ").append(finding == null ? "?" : finding.mark());
            title = finding == null ? title : finding.title();
            instead = finding == null || finding.instead().isEmpty() ? instead : finding.instead();
        }
        return "| " + title + row + " | " + instead + " |\n";
    }

    private static String reasons(String name, Map<String, Map<String, Finding>> bySeries) {
        Map<String, List<String>> kernels = new LinkedHashMap<>();
        bySeries.forEach((series, findings) -> {
            Finding finding = findings.get(name);
            if (finding != null && !finding.reason().isEmpty()) {
                kernels.computeIfAbsent(finding.reason(), _ -> new ArrayList<>())
                        .add(series);
            }
        });
        StringBuilder lines = new StringBuilder();
        kernels.forEach((reason, series) -> lines.append("- `")
                .append(name)
                .append("` on ")
                .append(String.join(", ", series))
                .append(": ")
                .append(reason)
                .append('\n'));
        return lines.toString();
    }
}
