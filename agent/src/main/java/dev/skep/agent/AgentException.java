package dev.skep.agent;

import org.jspecify.annotations.Nullable;

/** Why an agent did not start or cannot be reached, for the person who asked: one line what, one line what to do. */
public final class AgentException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String remedy;

    /** A failure and its remedy, each a sentence on one line. */
    public AgentException(String message, String remedy) {
        this(message, remedy, null);
    }

    /** A failure, its remedy, and what caused it. */
    public AgentException(String message, String remedy, @Nullable Throwable cause) {
        super(message, cause);
        this.remedy = remedy;
    }

    /** What the user can do about it. */
    public String remedy() {
        return remedy;
    }
}
