package dev.skep.lab.vm;

import dev.skep.lab.vm.TestResult.Verdict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a guest writes down while it tests, so that all is known up to the moment in which it dies. One line per event, its
 * fields separated by tabs:
 *
 * <pre>
 *   PLAN    class  method                    will run
 *   START   class  method                    runs
 *   PASSED  class  method  millis  detail    ended; also FAILED, SKIPPED
 *   END                                      nothing more will come
 * </pre>
 */
final class TestJournal implements AutoCloseable {
    /** Of the file in the guest's results directory. */
    static final String FILE_NAME = "tests.journal";

    private static final String PLAN = "PLAN";
    private static final String START = "START";
    private static final String END = "END";

    private final Writer out;

    private TestJournal(Writer out) {
        this.out = out;
    }

    static TestJournal create(Path file) throws IOException {
        return new TestJournal(Files.newBufferedWriter(file, StandardCharsets.UTF_8));
    }

    void planned(String className, String method) {
        line(PLAN, className, method);
    }

    void started(String className, String method) {
        line(START, className, method);
    }

    void ended(TestResult result) {
        line(
                result.verdict().name(),
                result.className(),
                result.method(),
                Long.toString(result.millis()),
                escape(result.detail()));
    }

    @Override
    public void close() {
        line(END);
        try {
            out.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private synchronized void line(String... fields) {
        try {
            out.write(String.join("\t", fields) + "\n");
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * What a journal tells, whole or cut off.
     *
     * @param results  of the tests that ended
     * @param started  class and method of those that had begun and not ended
     * @param waiting  of those that were planned and never begun
     * @param complete whether the guest had nothing more to say
     */
    record Account(List<TestResult> results, List<List<String>> started, List<List<String>> waiting, boolean complete) {
        /** All planned tests: those that the guest's death took failed by it. */
        List<TestResult> settle(String death) {
            List<TestResult> all = new ArrayList<>(results);
            String culprit = started.isEmpty() ? "its start" : String.join(".", started.getFirst());
            for (List<String> test : started) {
                all.add(new TestResult(test.get(0), test.get(1), Verdict.FAILED, 0, death));
            }
            for (List<String> test : waiting) {
                String reason = "not run: the guest did not survive " + culprit;
                all.add(new TestResult(test.get(0), test.get(1), Verdict.FAILED, 0, reason));
            }
            return all;
        }
    }

    /** Reads a journal; an absent one is that of a guest that planned nothing. A line that was cut off is not counted. */
    static Account read(Path file) throws IOException {
        return Files.exists(file) ? parse(Files.readString(file)) : new Account(List.of(), List.of(), List.of(), false);
    }

    static Account parse(String text) {
        Map<List<String>, Boolean> open = new LinkedHashMap<>();
        List<TestResult> results = new ArrayList<>();
        boolean complete = false;
        int end = text.lastIndexOf('\n');
        for (String line : text.substring(0, Math.max(end, 0)).split("\n", -1)) {
            String[] fields = line.split("\t", -1);
            switch (fields[0]) {
                case PLAN -> open.put(List.of(fields[1], fields[2]), false);
                case START -> open.put(List.of(fields[1], fields[2]), true);
                case END -> complete = true;
                case "" -> {}
                default -> {
                    open.remove(List.of(fields[1], fields[2]));
                    Verdict verdict = Verdict.valueOf(fields[0]);
                    results.add(new TestResult(
                            fields[1], fields[2], verdict, Long.parseLong(fields[3]), unescape(fields[4])));
                }
            }
        }
        return new Account(results, keys(open, true), keys(open, false), complete);
    }

    private static List<List<String>> keys(Map<List<String>, Boolean> open, boolean started) {
        return open.entrySet().stream()
                .filter(entry -> entry.getValue() == started)
                .map(Map.Entry::getKey)
                .toList();
    }

    private static String escape(String text) {
        return text.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t");
    }

    private static String unescape(String text) {
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && i + 1 < text.length()) {
                c = switch (text.charAt(++i)) {
                    case 'n' -> '\n';
                    case 't' -> '\t';
                    default -> text.charAt(i);
                };
            }
            plain.append(c);
        }
        return plain.toString();
    }
}
