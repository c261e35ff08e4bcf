package dev.skep.bpf.prog;

import dev.skep.bpf.asm.Instruction;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A program before it is loaded: immutable, and equal for equal input on any machine. Functions follow one another in
 * {@code instructions}, the entry first.
 *
 * @param name         what the kernel shows; it keeps the first 15 characters
 * @param attach       the hook it is written for
 * @param instructions the code, with maps, functions and kernel symbols by name
 * @param functions    where each function starts; the entry is the first
 * @param lines        source position of instructions, ascending; may be empty
 * @param license      {@code "Dual BSD/GPL"} gives access to GPL-only helpers
 * @param flags        {@code BPF_F_SLEEPABLE} and its like for {@code bpf_attr.prog_flags}
 */
public record ProgramSpec(
        String name,
        AttachSpec attach,
        List<Instruction> instructions,
        List<Function> functions,
        List<Line> lines,
        String license,
        int flags) {

    /** {@code BPF_F_SLEEPABLE}. */
    public static final int SLEEPABLE = 1 << 4;

    /** {@code BPF_F_XDP_HAS_FRAGS}. */
    public static final int XDP_HAS_FRAGS = 1 << 5;

    public ProgramSpec {
        instructions = List.copyOf(instructions);
        functions = List.copyOf(functions);
        lines = List.copyOf(lines);
    }

    /**
     * A function inside a program.
     *
     * @param name             its name, as {@code Reference.Function} uses it
     * @param instructionIndex index into {@link ProgramSpec#instructions()} (instructions, not slots)
     * @param typeId           id of its FUNC in the object's BTF, or 0 without BTF
     */
    public record Function(String name, int instructionIndex, int typeId) {}

    /**
     * The source position of the instructions from one index up to the next entry's.
     *
     * @param instructionIndex index into {@link ProgramSpec#instructions()} (instructions, not slots)
     * @param file             source file name, {@code "ExecProbe.java"}
     * @param line             1-based line
     * @param column           1-based column, 0 where unknown
     * @param text             the source line, or what the verifier log shall print in its place
     */
    public record Line(int instructionIndex, String file, int line, int column, String text) {}

    /** The position that covers an instruction, or null if none was recorded. */
    public @Nullable Line lineAt(int instructionIndex) {
        Line found = null;
        for (Line line : lines) {
            if (line.instructionIndex() > instructionIndex) {
                break;
            }
            found = line;
        }
        return found;
    }
}
