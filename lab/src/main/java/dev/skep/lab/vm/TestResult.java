package dev.skep.lab.vm;

/**
 * One test as it ended on one kernel.
 *
 * @param name    class and method, {@code "RingBufferReaderTest.countsLostRecords"}
 * @param verdict how it ended
 * @param detail  why it was skipped or failed, one line; empty if it passed
 */
public record TestResult(String name, Verdict verdict, String detail) {
    /** How a test ended. */
    public enum Verdict {
        PASSED,
        FAILED,
        SKIPPED
    }
}
