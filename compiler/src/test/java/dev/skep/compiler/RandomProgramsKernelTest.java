package dev.skep.compiler;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random programs mean the same on the JVM and in the kernel; a failure names its seed. */
@Tag("kernel")
class RandomProgramsKernelTest {
    private static final int PROGRAMS = Integer.getInteger("skep.random.programs", 60);

    @ParameterizedTest
    @ValueSource(longs = {1, 1_000_000})
    void compute(long first) {
        for (long seed = first; seed < first + PROGRAMS; seed++) {
            CompileOptions options = seed % 2 == 0 ? CompileOptions.running() : CompileOptions.baseline();
            try {
                Agreement.check(RandomProgram.of(seed), options, seed);
            } catch (RuntimeException e) {
                throw new AssertionError("program of seed " + seed + ": " + e.getMessage(), e);
            }
        }
    }
}
