package dev.skep.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;

/** Puts a bench's table into {@code docs/benchmarks.md}, in a section of its own between two markers. */
public final class BenchmarkPage {
    private BenchmarkPage() {}

    /** Replaces the section of a bench, or appends it. */
    public static void replace(Path page, String name, String title, String body) throws IOException {
        String begin = "<!-- " + name + ": written by ./skep bench " + name + " -->";
        String end = "<!-- end of " + name + " -->";
        String section = begin + "\n## " + title + "\n\n" + LocalDate.now(java.time.ZoneOffset.UTC) + ", Linux "
                + System.getProperty("os.version") + ", " + Runtime.getRuntime().availableProcessors()
                + " CPUs, JDK " + Runtime.version() + ". `./skep bench " + name + "` repeats it.\n\n" + body.strip()
                + "\n" + end;
        String text = Files.exists(page) ? Files.readString(page) : "# Benchmarks\n";
        int from = text.indexOf(begin);
        int to = text.indexOf(end);
        String updated = from < 0 || to < 0
                ? text.stripTrailing() + "\n\n" + section + "\n"
                : text.substring(0, from) + section + text.substring(to + end.length());
        Files.createDirectories(page.toAbsolutePath().getParent());
        Files.writeString(page, updated);
    }
}
