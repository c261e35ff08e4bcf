package dev.skep.compiler.debug;

import dev.skep.bpf.prog.ProgramSpec;
import dev.skep.bpf.prog.VerifierException;
import dev.skep.bpf.prog.VerifierLog;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A rejection by the verifier, told to the one who wrote the Java.
 *
 * <pre>
 * SynGuard.java:42: error: the verifier rejected guard: R2 invalid mem access 'map_value_or_null'
 *     bucket.dropped += 1;
 *   instruction 17: r1 = *(u64 *)(r2 +0)
 *     r2 is null or a value of a map (8 bytes): it has not been tested for null
 *   hint: test it for null first: if (x == null) return ...;
 * </pre>
 */
public final class VerifierReport {
    private static final Pattern REGISTER = Pattern.compile("\\b[Rr](\\d+)\\b");
    private static final Pattern STACK = Pattern.compile("r10 ?([+-]\\d+)|off(?:set)? ?(-\\d+)");

    private VerifierReport() {}

    /** The report, of several lines without a newline at the end. */
    public static String of(VerifierException rejection) {
        String reason = rejection.summary().isEmpty() ? rejection.errno().text() : rejection.summary();
        return render(rejection.program(), VerifierLog.parse(rejection.log()), reason, rejection.line());
    }

    static String render(String program, VerifierLog log, String reason, ProgramSpec.@Nullable Line line) {
        List<String> report = new ArrayList<>();
        String where = line == null ? "" : line.file() + ":" + line.line() + ": ";
        report.add(where + "error: the verifier rejected " + program + ": " + reason);
        if (line != null && !line.text().equals(line.file() + ":" + line.line())) {
            report.add("    " + line.text().strip());
        }
        if (log.slot() >= 0) {
            report.add("  instruction " + log.slot() + ": " + log.instruction());
            known(log, reason).forEach(fact -> report.add("    " + fact));
        }
        String advice = VerifierAdvice.of(reason, log);
        if (!advice.isEmpty()) {
            report.add("  hint: " + advice);
        }
        return String.join("\n", report);
    }

    /** What was known of the registers that the reason or the instruction speaks of. */
    private static List<String> known(VerifierLog log, String reason) {
        List<String> facts = new ArrayList<>();
        List<String> names = new ArrayList<>();
        collect(REGISTER.matcher(reason), names);
        if (!log.instruction().startsWith("(")) {
            collect(REGISTER.matcher(log.instruction()), names);
        }
        for (String name : names) {
            String state = log.registers().get("R" + name);
            if (state != null && !name.equals("10")) {
                facts.add("r" + name + " is " + RegisterState.inWords(state));
            } else if (state == null && reason.contains("R" + name + " !read_ok")) {
                facts.add("r" + name + " holds nothing yet");
            }
        }
        facts.addAll(stack(log));
        return facts;
    }

    private static void collect(Matcher matcher, List<String> into) {
        while (matcher.find()) {
            if (!into.contains(matcher.group(1))) {
                into.add(matcher.group(1));
            }
        }
    }

    private static List<String> stack(VerifierLog log) {
        Matcher place = STACK.matcher(log.instruction());
        if (!place.find() || place.group(1) == null) {
            return List.of();
        }
        int offset = Integer.parseInt(place.group(1));
        String slot = "fp" + Math.floorDiv(offset, 8) * 8;
        for (Map.Entry<String, String> entry : log.registers().entrySet()) {
            if (entry.getKey().equals(slot)) {
                return List.of(slot + " is " + RegisterState.inWords(entry.getValue()));
            }
        }
        return List.of();
    }
}
