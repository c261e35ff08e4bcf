package dev.skep.bpf.prog;

import dev.skep.bpf.asm.InstructionEncoder;
import dev.skep.bpf.sys.Errno;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The verifier rejected a program: why, at which instruction and source line, and what it knew there.
 *
 * <pre>
 * program "guard" rejected: R2 invalid mem access 'map_value_or_null' (EACCES)
 *   at SynGuard.java:42: b.dropped += 1;
 *   instruction 17: r1 = *(u64 *)(r2 +0), with R2=map_value_or_null(id=1,ks=4,vs=8)
 *   hint: compare with null before using it
 * </pre>
 */
public final class VerifierException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String program;
    private final Errno errno;
    private final transient VerifierLog parsed;
    private final int instructionIndex;
    private final transient ProgramSpec.@Nullable Line line;
    private final String hint;
    private final String log;

    private VerifierException(
            String message,
            ProgramSpec spec,
            Errno errno,
            VerifierLog parsed,
            int instructionIndex,
            String hint,
            String log) {
        super(message);
        this.program = spec.name();
        this.errno = errno;
        this.parsed = parsed;
        this.instructionIndex = instructionIndex;
        this.line = instructionIndex < 0 ? null : spec.lineAt(instructionIndex);
        this.hint = hint;
        this.log = log;
    }

    /** Explains a rejection from the log that the kernel wrote about it. */
    static VerifierException of(ProgramSpec spec, Errno errno, String log) {
        VerifierLog parsed = VerifierLog.parse(log);
        int index = parsed.slot() < 0 ? -1 : indexOf(spec, parsed.slot());
        String hint = VerifierHint.of(parsed.reason());
        String message = message(spec, errno, parsed, index, hint);
        return new VerifierException(message, spec, errno, parsed, index, hint, log);
    }

    private static int indexOf(ProgramSpec spec, int slot) {
        int[] slots = InstructionEncoder.slotOffsets(spec.instructions());
        int found = Arrays.binarySearch(slots, slot);
        int index = found >= 0 ? found : -found - 2;
        return index < spec.instructions().size() ? index : -1;
    }

    private static String message(ProgramSpec spec, Errno errno, VerifierLog parsed, int index, String hint) {
        var text = new StringBuilder("program \"").append(spec.name()).append("\" rejected: ");
        text.append(parsed.reason().isEmpty() ? errno.text() : parsed.reason());
        text.append(" (").append(errno).append(')');
        ProgramSpec.Line line = index < 0 ? null : spec.lineAt(index);
        if (line != null) {
            text.append("\n  at ").append(line.file()).append(':').append(line.line());
            text.append(": ").append(line.text().strip());
        }
        if (parsed.slot() >= 0) {
            text.append("\n  instruction ").append(parsed.slot()).append(": ").append(parsed.instruction());
            String blamed = parsed.blamed();
            if (blamed != null) {
                text.append(", with ").append(blamed);
            }
        }
        return hint.isEmpty()
                ? text.toString()
                : text.append("\n  hint: ").append(hint).toString();
    }

    /** The program's name. */
    public String program() {
        return program;
    }

    /** The error of the load command. */
    public Errno errno() {
        return errno;
    }

    /** The verifier's last words, {@code "R2 invalid mem access 'scalar'"}. */
    public String summary() {
        return parsed.reason();
    }

    /** Index into {@link ProgramSpec#instructions()} of the instruction that failed, or −1 if the log names none. */
    public int instructionIndex() {
        return instructionIndex;
    }

    /** What the verifier knew of registers and stack slots at that instruction, by {@code R1}, {@code fp-8}. */
    public Map<String, String> registers() {
        return parsed.registers();
    }

    /** The source position of that instruction, or null if the program has none. */
    public ProgramSpec.@Nullable Line line() {
        return line;
    }

    /** What to do about it; empty if nothing is known. */
    public String hint() {
        return hint;
    }

    /** Instructions that were verified before the rejection, or −1. */
    public long processedInstructions() {
        return parsed.processed();
    }

    /** The whole log. */
    public String log() {
        return log;
    }
}
