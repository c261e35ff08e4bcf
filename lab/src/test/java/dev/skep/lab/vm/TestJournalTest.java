package dev.skep.lab.vm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skep.lab.vm.TestResult.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("unit")
class TestJournalTest {
    @TempDir
    Path directory;

    @Test
    void readsWhatItWrote() throws IOException {
        Path file = directory.resolve("journal");
        TestResult failed = new TestResult("a.B", "c[1]", Verdict.FAILED, 17, "one\ttwo\nthree \\n");
        try (TestJournal journal = TestJournal.create(file)) {
            journal.planned("a.B", "c[1]");
            journal.started("a.B", "c[1]");
            journal.ended(failed);
        }

        TestJournal.Account account = TestJournal.read(file);

        assertThat(account.results()).containsExactly(failed);
        assertThat(account.complete()).isTrue();
        assertThat(account.settle("")).containsExactly(failed);
    }

    @Test
    void failsWhatTheGuestsDeathTook() throws IOException {
        Path file = directory.resolve("journal");
        Files.writeString(
                file,
                "PLAN\tA\tx\nPLAN\tA\ty\nPLAN\tA\tz\nSTART\tA\tx\nPASSED\tA\tx\t5\t\nSTART\tA\ty\nPASSED\tA\ty\t3");

        TestJournal.Account account = TestJournal.read(file);

        assertThat(account.complete()).isFalse();
        assertThat(account.settle("Kernel panic"))
                .containsExactly(
                        new TestResult("A", "x", Verdict.PASSED, 5, ""),
                        new TestResult("A", "y", Verdict.FAILED, 0, "Kernel panic"),
                        new TestResult("A", "z", Verdict.FAILED, 0, "not run: the guest did not survive A.y"));
    }

    @Test
    void knowsAGuestThatSaidNothing() throws IOException {
        assertThat(TestJournal.read(directory.resolve("none")).complete()).isFalse();
    }
}
