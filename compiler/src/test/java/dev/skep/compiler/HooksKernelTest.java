package dev.skep.compiler;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("kernel")
class HooksKernelTest {
    @Test
    void loadsTracingPrograms() {
        Loaded.load(TracingPrograms.class).close();
    }

    @Test
    void loadsTracingProgramsWithTheOldestMeans() {
        Loaded.load(TracingPrograms.class, CompileOptions.baseline()).close();
    }

    @Test
    void loadsNetworkPrograms() {
        Loaded.load(NetworkPrograms.class).close();
    }

    @Test
    void loadsNetworkProgramsWithTheOldestMeans() {
        Loaded.load(NetworkPrograms.class, CompileOptions.baseline()).close();
    }
}
