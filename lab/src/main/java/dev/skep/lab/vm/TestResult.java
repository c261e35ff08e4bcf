package dev.skep.lab.vm;

/**
 * One test as it ended on one kernel.
 *
 * @param className its class, with the package
 * @param method    its method, and the number of the invocation of a test with parameters: {@code "drains[2]"}
 * @param verdict   how it ended
 * @param millis    how long it took
 * @param detail    why it was skipped or failed; empty if it passed
 */
public record TestResult(String className, String method, Verdict verdict, long millis, String detail) {
    /** How a test ended. */
    public enum Verdict {
        PASSED,
        FAILED,
        SKIPPED
    }

    /** Class and method as the matrix shows them, {@code "RingBufferReaderTest.countsLostRecords"}. */
    public String name() {
        return className.substring(className.lastIndexOf('.') + 1) + "." + method;
    }

    /** The detail's first line. */
    public String reason() {
        return detail.lines().findFirst().orElse("");
    }
}
