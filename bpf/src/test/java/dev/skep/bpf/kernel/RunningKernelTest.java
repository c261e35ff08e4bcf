package dev.skep.bpf.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("kernel")
class RunningKernelTest {
    @Test
    void namesTheFunctionAtAnAddress() {
        Kallsyms running = Kallsyms.read();
        assertThat(running.size()).isGreaterThan(10_000);
        long address = running.uniqueAddress("tcp_sendmsg").orElseThrow();
        assertThat(running.at(address + 1).name()).isEqualTo("tcp_sendmsg");
    }

    @Test
    void readsTracepointsFromAPrivateMountAndLeavesNothingBehind() {
        MountTable before = MountTable.read();
        int descriptors = descriptors();
        try (Tracefs tracefs = Tracefs.openPrivate()) {
            TracepointFormat exec =
                    tracefs.format("sched", "sched_process_exec").orElseThrow();
            assertThat(tracefs.id("sched", "sched_process_exec")).hasValue(exec.id());
            assertThat(tracefs.id("sched", "no_such_thing")).isEmpty();
            assertThat(exec.field("filename").orElseThrow().dynamic()).isTrue();
            assertThat(tracefs.format("sched", "no_such_thing")).isEmpty();
            assertThat(tracefs.categories()).contains("sched", "raw_syscalls");
            assertThat(tracefs.tracepoints("sched")).contains("sched_switch");
            assertThat(tracefs.tracepoints("no_such_category")).isEmpty();
            assertThat(MountTable.read()).isEqualTo(before);
        }
        assertThat(descriptors()).isEqualTo(descriptors);
    }

    @Test
    void knowsTheCgroupOfThisProcess() {
        Path own = Cgroup2.ofProcess(ProcessHandle.current().pid()).orElseThrow();
        assertThat(own).isDirectory();
        assertThat(Cgroup2.id(own)).isPositive();
        assertThat(Cgroup2.resolve(own.toString())).isEqualTo(own);
        assertThat(Cgroup2.resolve("/")).isEqualTo(Cgroup2.mountPoint().orElseThrow());
        assertThatThrownBy(() -> Cgroup2.resolve("/no/such"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no cgroup at ");
    }

    private static int descriptors() {
        return new File("/proc/self/fd").list().length;
    }
}
