package dev.skep.bench.codegen;

import dev.skep.bench.BenchmarkPage;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Compares our compiler's code with clang's: {@code ./skep bench codegen}. Ends with the line {@code geomean X max Y}, the
 * ratios of ns per run over the six programs; the specialised one stands apart.
 */
public final class CodegenBench {
    private static final Path SOURCES = Path.of("bench/codegen");
    private static final Path PAGE = Path.of("docs/benchmarks.md");
    private static final int ROUNDS = 150;
    private static final int FEWEST_ROUNDS = 20;
    private static final int ROUNDS_PER_LOADING = 15;

    private final PrintStream out;
    private final List<Contest> contests = new ArrayList<>();

    private CodegenBench(PrintStream out) {
        this.out = out;
    }

    /** Runs the benchmark from the project's root; the one optional argument is the number of rounds. */
    public static void main(String[] arguments) throws Exception {
        int rounds = arguments.length == 0 ? ROUNDS : Integer.parseInt(arguments[0]);
        new CodegenBench(System.out).run(rounds);
    }

    private void run(int rounds) throws Exception {
        try (Candidate empty = new Candidate(Subject.EMPTY, Subject.EMPTY.compileC(SOURCES))) {
            List<Subject> subjects = new ArrayList<>(Subject.programs());
            subjects.add(Subject.specialised());
            for (Subject subject : subjects) {
                Contest contest = new Contest(subject, subject.compileJava(), subject.compileC(SOURCES));
                contests.add(contest);
                contest.requireAgreement(rounds);
            }
            for (int round = 0; round < rounds; round++) {
                for (Contest contest : contests) {
                    if (round % ROUNDS_PER_LOADING == ROUNDS_PER_LOADING - 1) {
                        contest.reload();
                    }
                    contest.round(round, empty);
                }
            }
            for (Contest contest : contests) {
                if (contest.java().samples().count() < FEWEST_ROUNDS) {
                    throw new IllegalStateException(
                            "only %d of %d rounds of %s found the host quiet (empty program <= %d ns)"
                                    .formatted(
                                            contest.java().samples().count(),
                                            rounds,
                                            contest.subject().name(),
                                            Contest.GATE_NANOS));
                }
            }
            String table = table(empty, rounds);
            out.println(table);
            BenchmarkPage.replace(PAGE, "codegen", "Our compiler beside clang", table + "\n" + summary());
            out.println(summary());
        } finally {
            contests.forEach(Contest::close);
        }
    }

    private String table(Candidate empty, int rounds) {
        StringBuilder table = new StringBuilder();
        table.append(line("""
                Java by our compiler against C by clang-19 `-O2 -mcpu=v3`, both run by `BPF_PROG_TEST_RUN` in turns. An empty
                program takes %.1f ns, which every number contains. Each number is the mean of the faster half of %d rounds of
                20,000 runs over %d loadings, less those rounds in which the empty program took over %d ns; ± is half the
                distance between the quartiles of the rounds' own ratios.

                """, empty.samples().time(), rounds, 1 + rounds / ROUNDS_PER_LOADING, Contest.GATE_NANOS));
        table.append(
                "| program | instructions Java / C | verified Java / C | machine code bytes Java / C | ns Java | ns C |"
                        + " Java / C | ± | less the empty run |\n|---|---|---|---|---|---|---|---|---|\n");
        for (Contest contest : contests) {
            table.append(line(
                    "| %s | %d / %d | %d / %d | %d / %d | %.1f | %.1f | **%.3f** | %.3f | %.2f |%n",
                    contest.subject().name(),
                    contest.java().instructions(),
                    contest.c().instructions(),
                    contest.java().info().verifiedInstructions(),
                    contest.c().info().verifiedInstructions(),
                    contest.java().info().jitedBytes(),
                    contest.c().info().jitedBytes(),
                    contest.java().samples().time(),
                    contest.c().samples().time(),
                    contest.ratio(),
                    contest.spread(),
                    contest.ratioAbove(empty.samples().time())));
        }
        return table.toString();
    }

    /** Geometric mean and maximum over the six programs. */
    private String summary() {
        double logs = 0;
        double max = 0;
        List<Contest> compared = contests.subList(0, contests.size() - 1);
        for (Contest contest : compared) {
            logs += Math.log(contest.ratio());
            max = Math.max(max, contest.ratio());
        }
        return line("geomean %.3f max %.3f", Math.exp(logs / compared.size()), max);
    }

    @SuppressWarnings("AnnotateFormatMethod") // the annotation would be a dependency for one private method
    private static String line(String format, Object... arguments) {
        return String.format(Locale.ROOT, format, arguments);
    }
}
