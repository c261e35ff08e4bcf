package dev.skep.bpf.feature;

/**
 * What trying a feature showed.
 *
 * @param state  the verdict
 * @param reason why: the error's name and words for {@link State#MISSING}, what prevented the trial for
 *               {@link State#UNKNOWN}; empty for {@link State#WORKS}
 */
public record FeatureResult(State state, String reason) {
    private static final String REFUSED = ", even with all privileges";
    private static final FeatureResult WORKS = new FeatureResult(State.WORKS, "");

    /** A verdict. */
    public enum State {
        /** It was tried, and it works. */
        WORKS,
        /** It was tried, and this kernel refuses it to everyone. */
        MISSING,
        /** It could not be tried, most often for lack of privilege. */
        UNKNOWN
    }

    /** It works. */
    public static FeatureResult works() {
        return WORKS;
    }

    /** The kernel does not have it. */
    public static FeatureResult missing(String reason) {
        return new FeatureResult(State.MISSING, reason);
    }

    /** The kernel may have it, but keeps it from everyone, root included. */
    public static FeatureResult refused(String reason) {
        return missing(reason + REFUSED);
    }

    /** It cannot be told. */
    public static FeatureResult unknown(String reason) {
        return new FeatureResult(State.UNKNOWN, reason);
    }

    /** Whether it works. */
    public boolean isWorking() {
        return state == State.WORKS;
    }

    /** Whether it was kept from a process with all privileges. */
    public boolean refusedToEveryone() {
        return reason.contains(REFUSED);
    }

    /** Whether another trial on this kernel would show the same. */
    public boolean isConclusive() {
        return state != State.UNKNOWN;
    }
}
