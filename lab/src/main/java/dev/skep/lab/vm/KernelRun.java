package dev.skep.lab.vm;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The tests in one guest. Its whole console goes to a file; progress, failures and figures to the host's console. */
final class KernelRun {
    private static final Guest.Limits LIMITS = new Guest.Limits(2048, Duration.ofMinutes(20), Duration.ofMinutes(4));
    private static final String CLASSES = "classes";
    private static final long PROGRESS_NANOS = 15_000_000_000L;

    /**
     * Which tests.
     *
     * @param tag       that they carry
     * @param classes   pattern of class names
     * @param methods   pattern of method names
     * @param classpath of the JVM in the guest
     * @param roots     directories of test classes
     */
    record Selection(String tag, String classes, String methods, String classpath, List<String> roots) {}

    /**
     * How it went.
     *
     * @param results      of all tests that were planned
     * @param release      of the kernel
     * @param bootSeconds  from power-on to the first program, of guest time
     * @param firstSeconds from starting QEMU to the first test, of the host's clock; negative if none began
     * @param totalSeconds of the host's clock
     */
    record Outcome(
            String series,
            String release,
            List<TestResult> results,
            double bootSeconds,
            double firstSeconds,
            double totalSeconds) {}

    private final KernelPackage kernel;
    private final Path cache;
    private final Path results;
    private final PrintStream out;
    private final long startedNanos = System.nanoTime();
    private long firstNanos = -1;
    private long progressNanos = startedNanos;

    KernelRun(KernelPackage kernel, Path cache, Path results, PrintStream out) {
        this.kernel = kernel;
        this.cache = cache;
        this.results = results.toAbsolutePath();
        this.out = out;
    }

    Outcome run(Selection selection) throws IOException {
        clear(results);
        Files.createDirectories(results);
        Files.write(
                results.resolve(CLASSES), TaggedClasses.find(selection.roots(), selection.tag(), selection.classes()));
        Guest.Outcome ended;
        try (Writer console = Files.newBufferedWriter(results.resolve("console.log"))) {
            ended = new Guest(kernel, cache).run(script(selection), results, LIMITS, line -> {
                keep(console, line);
                report(line);
            });
        }
        TestJournal.Account account = TestJournal.read(results.resolve(TestJournal.FILE_NAME));
        List<TestResult> all = account.complete() ? account.results() : account.settle(death(ended));
        if (!account.complete()) {
            say("did not finish: " + death(ended).lines().findFirst().orElse("") + "; its console ended with");
            ended.consoleTail().forEach(line -> out.println("  | " + line));
        }
        if (all.isEmpty()) {
            String reason = account.complete() ? "no test matches" : death(ended);
            all = List.of(new TestResult("guest", kernel.series(), TestResult.Verdict.FAILED, 0, reason));
        }
        return new Outcome(
                kernel.series(),
                kernel.release(),
                all,
                ended.bootSeconds(),
                firstNanos < 0 ? -1 : seconds(firstNanos),
                seconds(System.nanoTime()));
    }

    private static String death(Guest.Outcome ended) {
        String death = ended.death().isEmpty() ? "the tests' JVM ended with " + ended.exitCode() : ended.death();
        return death + "\n" + String.join("\n", ended.consoleTail());
    }

    private void report(String line) {
        if (line.startsWith(GuestTests.FIRST)) {
            firstNanos = System.nanoTime();
        } else if (line.startsWith(GuestTests.FAILURE)) {
            say("FAILED " + line.substring(GuestTests.FAILURE.length()));
        } else if (line.startsWith(GuestTests.TEST) && System.nanoTime() - progressNanos > PROGRESS_NANOS) {
            progressNanos = System.nanoTime();
            say("test " + line.substring(GuestTests.TEST.length()));
        }
    }

    private void say(String words) {
        out.println("  " + kernel.series() + ": " + words);
    }

    private double seconds(long nanos) {
        return (nanos - startedNanos) / 1e9;
    }

    private static void keep(Writer console, String line) {
        try {
            console.write(line + "\n");
            console.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String script(Selection selection) {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return String.join(
                        " ",
                        List.of(
                                "cd " + quote(Path.of("").toAbsolutePath().toString()) + " &&",
                                "exec " + quote(java),
                                "--enable-native-access=ALL-UNNAMED -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xshare:auto",
                                "-XX:+UnlockDiagnosticVMOptions -XX:ArchiveRelocationMode=0 -XX:-UsePerfData",
                                "-Dskep.guest=true -cp " + quote(selection.classpath()),
                                GuestTests.class.getName() + " /run/results/" + TestJournal.FILE_NAME,
                                quote(selection.tag()) + " " + quote(selection.methods()) + " /run/results/" + CLASSES,
                                "</dev/null 2>&1"))
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
            for (Path file : walk.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
