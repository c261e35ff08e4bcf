package dev.skep.cli;

/** Something the user can put right: what is wrong, in one line, and what to do about it. */
final class UserError extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String hint;

    /**
     * @param message what is wrong, without a full stop
     * @param hint    what to do about it, or empty
     */
    UserError(String message, String hint) {
        super(message);
        this.hint = hint;
    }

    /** What to do about it, or empty. */
    String hint() {
        return hint;
    }
}
