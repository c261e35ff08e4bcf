package dev.skep.bpf.prog;

/**
 * What a program has cost while {@link RunStatistics} were on.
 *
 * @param name            the program
 * @param runs            how often it ran
 * @param nanos           time in it, all CPUs together, the cost of counting included
 * @param recursionMisses runs that were skipped because it was running on that CPU already
 */
public record FunctionStats(String name, long runs, long nanos, long recursionMisses) {
    /** The counters of a program now. */
    public static FunctionStats of(Program program) {
        ProgramInfo info = program.info();
        return new FunctionStats(program.name(), info.runCount(), info.runTimeNanos(), info.recursionMisses());
    }

    /** What was added since an earlier reading of the same program. */
    public FunctionStats since(FunctionStats earlier) {
        return new FunctionStats(
                name, runs - earlier.runs, nanos - earlier.nanos, recursionMisses - earlier.recursionMisses);
    }

    /** Average time of a run, 0 if there was none. */
    public double nanosPerRun() {
        return runs == 0 ? 0 : (double) nanos / runs;
    }
}
