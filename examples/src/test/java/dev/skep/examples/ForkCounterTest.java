package dev.skep.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skep.compiler.lang.Machine;
import dev.skep.examples.ForkCounter.Task;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The test that docs/writing-a-kernel-program.md shows: the kernel program is a method like any other. */
@Tag("unit")
class ForkCounterTest {
    @BeforeEach
    void emptyMaps() {
        Machine.reset();
    }

    // tag::test
    @Test
    void countsForksOfEachProcess() {
        ForkCounter.onFork(task(1), task(100));
        ForkCounter.onFork(task(1), task(101));
        ForkCounter.onFork(task(7), task(102));

        assertThat(ForkCounter.COUNTS.get(1).forks).isEqualTo(2);
        assertThat(ForkCounter.COUNTS.get(7).forks).isEqualTo(1);
        assertThat(ForkCounter.COUNTS.get(100)).isNull();
    }

    private static Task task(int pid) {
        Task task = new Task();
        task.tgid = pid;
        return task;
    }
    // end::test
}
