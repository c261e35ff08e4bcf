package dev.skep.compiler;

import dev.skep.compiler.ir.Position;

/** A kernel program that is outside the language: where, what, and what to do about it. */
public final class CompileException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Position position;
    private final String problem;
    private final String hint;

    /** {@code hint} may be empty. */
    public CompileException(Position position, String problem, String hint) {
        super(position + ": error: " + problem + (hint.isEmpty() ? "" : "\n  hint: " + hint));
        this.position = position;
        this.problem = problem;
        this.hint = hint;
    }

    /** The line of source. */
    public Position position() {
        return position;
    }

    /** What is wrong, without position and hint. */
    public String problem() {
        return problem;
    }

    /** What to do, or empty. */
    public String hint() {
        return hint;
    }
}
