package dev.skep.bpf.feature;

/**
 * Something needs a feature that this kernel does not have.
 *
 * <pre>fentry programs do not work on this kernel: EPERM (Operation not permitted); they are in Linux since 5.5</pre>
 */
public class UnsupportedFeatureException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient FeatureResult result;

    UnsupportedFeatureException(String title, String since, FeatureResult result) {
        super(message(title, since, result));
        this.result = result;
    }

    private static String message(String title, String since, FeatureResult result) {
        String verdict = result.state() == FeatureResult.State.MISSING
                ? " do not work on this kernel: "
                : " may or may not work on this kernel: ";
        return title + verdict + result.reason() + (since.isEmpty() ? "" : "; they are in Linux since " + since);
    }

    /** What the trial showed. */
    public FeatureResult result() {
        return result;
    }
}
