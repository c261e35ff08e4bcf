package dev.skep.bpf.prog;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the verifier's log of a rejected program says, parsed.
 *
 * <pre>
 *   0: R1=ctx() R10=fp0                          full state, at the start and after "from 4 to 9:"
 *   ; if (x > 3)  @ ExecProbe.java:12            source line from the line info
 *   0: (61) r2 = *(u32 *)(r1 +0)    ; R1=ctx() R2_w=scalar(...)     instruction, and what it changed
 *   caller:                                      a call: the states of both frames, the callee's last
 *    R10=fp0
 *   callee:
 *    frame1: R1=ctx() R10=fp0
 *   R2 invalid mem access 'scalar'               the reason
 *   processed 5 insns (limit 1000000) ...        statistics
 * </pre>
 *
 * At level 1 the log of a failure holds the failing path only, so states accumulate along it.
 *
 * @param reason      the verifier's last words before its statistics; may be empty
 * @param slot        the instruction slot that it was at, or −1 if it had not reached the code
 * @param instruction the instruction in the kernel's notation; empty with slot −1
 * @param registers   what was known of each register and stack slot ({@code R1}, {@code fp-8}) at that instruction
 * @param processed   instructions that were verified, or −1 if the log does not say
 * @param stats       the statistics line, or empty
 */
public record VerifierLog(
        String reason, int slot, String instruction, Map<String, String> registers, long processed, String stats) {

    private static final Pattern INSTRUCTION = Pattern.compile("(\\d+): \\(([0-9a-f]{2})\\) (.*)");
    private static final Pattern STATE =
            Pattern.compile("(?:(?:\\d+|from \\d+ to \\d+(?: \\([^)]*\\))?):)? ((?:frame\\d+: )?(?:R\\d|fp-|refs=).*)");
    private static final Pattern STATE_SEPARATOR = Pattern.compile("\\s*; ?(?=R\\d|fp-|refs=|frame\\d)");
    private static final Pattern PROCESSED = Pattern.compile("processed (\\d+) insns .*");
    private static final Pattern JUMP_STATE = Pattern.compile("\\s+\\d+: (?=(?:frame\\d+: )?R\\d)");
    private static final Pattern AT_INSTRUCTION = Pattern.compile(".* at insn (\\d+).*");
    private static final Pattern NOISE =
            Pattern.compile("(?:verification time|stack depth|mark_precise:|func#|Func#|last_idx"
                    + "|parent |regs=|caller:|callee:|returning from callee:|to caller at|from \\d+ to|cur state:|old state:"
                    + "|Validating |; ).*");

    public VerifierLog {
        registers = Collections.unmodifiableMap(new TreeMap<>(registers));
    }

    /** Parses a log of level 1 or 2. */
    public static VerifierLog parse(String log) {
        return new Parser().parse(log);
    }

    private static final class Parser {
        private String reason = "";
        private int slot = -1;
        private String instruction = "";
        private int previousSlot = -1;
        private String previous = "";
        private final Map<String, String> registers = new TreeMap<>();
        private long processed = -1;
        private String stats = "";

        VerifierLog parse(String log) {
            log.lines().forEach(this::line);
            return new VerifierLog(reason, slot, instruction, registers, processed, stats);
        }

        private void line(String line) {
            Matcher matcher = PROCESSED.matcher(line);
            if (matcher.matches()) {
                processed = Long.parseLong(matcher.group(1));
                stats = line;
                return;
            }
            matcher = INSTRUCTION.matcher(line);
            if (matcher.matches()) {
                instruction(Integer.parseInt(matcher.group(1)), matcher.group(3));
                return;
            }
            matcher = STATE.matcher(line);
            if (matcher.matches()) {
                registers.clear();
                merge(matcher.group(1));
                return;
            }
            if (!line.isBlank() && !NOISE.matcher(line).matches()) {
                reason(line.strip());
            }
        }

        private void reason(String text) {
            reason = text;
            Matcher at = AT_INSTRUCTION.matcher(text);
            if (at.matches() && Integer.parseInt(at.group(1)) != slot) {
                boolean known = Integer.parseInt(at.group(1)) == previousSlot;
                slot = Integer.parseInt(at.group(1));
                instruction = known ? previous : "";
            }
        }

        private void instruction(int at, String text) {
            previousSlot = slot;
            previous = instruction;
            slot = at;
            String[] jump = JUMP_STATE.split(text, 2);
            if (jump.length == 2) {
                instruction = jump[0].strip();
                reason = "";
                registers.clear();
                merge(jump[1]);
                return;
            }
            String[] parts = STATE_SEPARATOR.split(text, 2);
            instruction = parts[0].strip();
            reason = "";
            if (parts.length == 2) {
                merge(parts[1]);
            }
        }

        private void merge(String state) {
            for (String token : tokens(state)) {
                int equals = token.indexOf('=');
                if (equals <= 0) {
                    continue;
                }
                String name = token.substring(0, equals);
                int liveness = name.indexOf('_');
                registers.put(liveness < 0 ? name : name.substring(0, liveness), token.substring(equals + 1));
            }
        }

        /** Splits at blanks outside parentheses: {@code R2=scalar(var_off=(0x0; 0xff))} is one token. */
        private static List<String> tokens(String state) {
            List<String> tokens = new ArrayList<>();
            int depth = 0;
            int start = 0;
            for (int i = 0; i <= state.length(); i++) {
                char c = i == state.length() ? ' ' : state.charAt(i);
                if (c == '(') {
                    depth++;
                } else if (c == ')') {
                    depth--;
                } else if (c == ' ' && (depth <= 0 || i == state.length())) {
                    if (i > start) {
                        tokens.add(state.substring(start, i));
                    }
                    start = i + 1;
                }
            }
            return tokens;
        }
    }

    /** What was known of the register that the reason speaks of, or null if it names none. */
    public @Nullable String blamed() {
        Matcher register = Pattern.compile("\\b(R\\d+)\\b").matcher(reason);
        return register.find() ? registers.get(register.group(1)) : null;
    }
}
