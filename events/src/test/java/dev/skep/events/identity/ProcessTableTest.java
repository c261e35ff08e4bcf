package dev.skep.events.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skep.events.model.ProcessInfo;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
class ProcessTableTest {
    private final ProcessTable table = new ProcessTable();

    private static ProcessInfo process(int pid, long start, String executable) {
        return new ProcessInfo(pid, start, 1, 0, 0, "x", executable, List.of(executable, "-v"), false, "/", 7, null);
    }

    @Test
    void aForkedProcessIsACopyOfItsParentUntilItExecutes() {
        table.put(process(10, 100, "/bin/sh"), 0);
        table.fork(10, 11, 200, "sh", 1);

        ProcessInfo child = table.find(11, 200);
        assertThat(child).isNotNull();
        assertThat(child.executable()).isEqualTo("/bin/sh");
        assertThat(child.parentPid()).isEqualTo(10);

        table.put(process(11, 200, "/bin/ls"), 2);
        assertThat(table.find(11, 200))
                .isNotNull()
                .extracting(ProcessInfo::executable)
                .isEqualTo("/bin/ls");
    }

    @Test
    void anEndedProcessIsResolvedForAMinute() {
        table.put(process(10, 100, "/bin/a"), 0);
        table.exit(10, 100, 5);

        assertThat(table.find(10, 100)).isNotNull();
        assertThat(table.find(10, 0)).isNotNull();
        assertThat(table.alive()).isEmpty();
        table.expire(5 + ProcessTable.TOMBSTONE_NANOS);
        assertThat(table.find(10, 100)).isNull();
    }

    @Test
    void aPidThatIsUsedAgainDoesNotConfuseLateEvents() {
        table.put(process(10, 100, "/bin/old"), 0);
        table.put(process(10, 900, "/bin/new"), 9);

        assertThat(table.find(10, 100))
                .isNotNull()
                .extracting(ProcessInfo::executable)
                .isEqualTo("/bin/old");
        assertThat(table.find(10, 900))
                .isNotNull()
                .extracting(ProcessInfo::executable)
                .isEqualTo("/bin/new");
        table.exit(10, 100, 10);
        assertThat(table.alive()).as("a late exit of the old one").hasSize(1);
    }

    @Test
    void remembersABoundedNumber() {
        for (int pid = 1; pid <= ProcessTable.MAX_TOMBSTONES + 10; pid++) {
            table.put(process(pid, pid, "/bin/a"), pid);
            table.exit(pid, pid, pid);
        }

        assertThat(table.find(10, 10)).isNull();
        assertThat(table.find(11, 11)).isNotNull();
    }

    @Test
    void theForkOfAnUnknownParentIsKnownByItsName() {
        table.fork(99, 100, 5, "child", 0);

        assertThat(table.find(100, 5)).isNotNull().extracting(ProcessInfo::comm).isEqualTo("child");
    }
}
