package dev.skep.bpf.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skep.bpf.DescriptorLeakCheck;
import dev.skep.bpf.feature.Feature;
import dev.skep.bpf.feature.UnsupportedFeatureException;
import dev.skep.bpf.prog.AttachType;
import dev.skep.bpf.prog.Hook;
import dev.skep.bpf.sys.Errno;
import dev.skep.bpf.sys.Syscall;
import dev.skep.bpf.sys.SyscallException;
import dev.skep.bpf.sys.SyscallNumber;
import dev.skep.lab.RequiresFeature;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@Tag("kernel")
@ExtendWith(DescriptorLeakCheck.class)
class TracingLinksTest {
    private static final int SYS_GETPGID = 121;
    private static final int SYS_GETSID = 124;
    private static final int OWN_PID = (int) ProcessHandle.current().pid();

    private static CountingProgram.Options inThisProcess(Hook hook, String target) {
        return CountingProgram.Options.of(hook, target).inProcess(OWN_PID);
    }

    @Test
    void attachesToARawTracepointUntilClosed() {
        try (CountingProgram counting = inThisProcess(Hook.RAW_TP, "sys_enter").load()) {
            BpfLink link = RawTracepointLink.attach(counting.program(), "sys_enter");
            LinkInfo info = link.info().orElseThrow();
            assertThat(info.type()).isEqualTo(LinkType.RAW_TRACEPOINT);
            assertThat(info.target()).isEqualTo("tracepoint sys_enter");
            assertThat(info.programId()).isEqualTo(counting.program().id());
            assertThat(link.id()).isEqualTo(info.id());
            long before = counting.count();
            assertThat(before).isPositive();
            link.close();
            link.close();
            long after = counting.count();
            assertThat(counting.count()).isEqualTo(after);
            assertThat(link.info()).isEmpty();
        }
    }

    @Test
    @RequiresFeature(Feature.RAW_TRACEPOINT_COOKIE)
    void passesACookieToARawTracepoint() {
        try (CountingProgram counting =
                inThisProcess(Hook.RAW_TP, "sys_enter").withCookie().load()) {
            RawTracepointLink.attach(counting.program(), "sys_enter", 0x1234_5678_9abcL)
                    .close();
            assertThat(counting.cookie()).isEqualTo(0x1234_5678_9abcL);
        }
    }

    @Test
    void saysWhichRawTracepointThereIsNot() {
        try (CountingProgram counting =
                CountingProgram.Options.of(Hook.RAW_TP, "no_such").load()) {
            assertThatThrownBy(() -> AutoAttach.attach(counting.program()))
                    .isInstanceOf(SyscallException.class)
                    .hasMessageStartingWith(
                            "bpf(BPF_RAW_TRACEPOINT_OPEN) of program \"count\" on raw tracepoint no_such:"
                                    + " ENOENT (No such file or directory)");
        }
    }

    @Test
    void attachesToATypedTracepoint() {
        try (CountingProgram counting = inThisProcess(Hook.TP_BTF, "sys_enter").load();
                Link link = AutoAttach.attach(counting.program())) {
            assertThat(counting.count()).isPositive();
            assertThat(link.info().orElseThrow().type()).isIn(LinkType.RAW_TRACEPOINT, LinkType.TRACING);
        }
    }

    @Test
    void attachesToATracepointWithACookie() {
        try (CountingProgram counting = inThisProcess(Hook.TRACEPOINT, "raw_syscalls:sys_enter")
                        .withCookie()
                        .load();
                Link link = TracepointLink.attach(counting.program(), "raw_syscalls", "sys_enter", 42)) {
            assertThat(counting.count()).isPositive();
            assertThat(counting.cookie()).isEqualTo(42);
            assertThat(link.info().orElseThrow().type()).isEqualTo(LinkType.PERF_EVENT);
            assertThat(link.info().orElseThrow().target()).isIn("tracepoint sys_enter", "perf event");
            assertThatThrownBy(() -> link.update(counting.program()))
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessage("a link of type PERF_EVENT keeps its program:"
                            + " attach the new program, then close this link");
        }
    }

    @Test
    void saysWhichTracepointThereIsNot() {
        try (CountingProgram counting =
                CountingProgram.Options.of(Hook.TRACEPOINT, "sched:no_such").load()) {
            assertThatThrownBy(() -> AutoAttach.attach(counting.program()))
                    .hasMessage("perf_event_open of tracepoint sched:no_such: ENOENT (No such file or directory);"
                            + " likely cause: this kernel's category sched has no such tracepoint");
            assertThatThrownBy(() -> TracepointLink.attach(counting.program(), "no_such", "x"))
                    .hasMessageEndingWith("likely cause: this kernel has no category no_such");
        }
    }

    @Test
    void samplesTheCpuClockOnEveryCpu() throws InterruptedException {
        try (CountingProgram counting =
                CountingProgram.Options.of(Hook.PERF_EVENT, "").load()) {
            long started = System.nanoTime();
            LinkGroup group = PerfEventLink.attach(counting.program(), SamplingEvent.cpuClock(499));
            int cpus = group.links().size();
            Thread.sleep(200);
            group.close();
            double seconds = (System.nanoTime() - started) / 1e9;
            assertThat(cpus).isEqualTo(Runtime.getRuntime().availableProcessors());
            // The clock runs on idle CPUs too, but a loaded host delays it.
            assertThat((double) counting.count()).isBetween(10.0, 1.5 * 499 * seconds * cpus);
        }
    }

    @Test
    void samplesOneThread() {
        try (CountingProgram counting =
                        inThisProcess(Hook.PERF_EVENT, "").withCookie().load();
                Link link = PerfEventLink.attachToThread(
                        counting.program(), SamplingEvent.software(SamplingEvent.TASK_CLOCK, 100_000), gettid(), 7)) {
            long end = System.nanoTime() + 100_000_000;
            while (System.nanoTime() < end) {
                Thread.onSpinWait();
            }
            assertThat(counting.count()).isPositive();
            assertThat(counting.cookie()).isEqualTo(7);
            assertThat(link.toString()).contains("of thread");
        }
    }

    private static int gettid() {
        return (int) Syscall.call(SyscallNumber.GETTID);
    }

    @Test
    void refusesAnEventWithoutFrequencyOrPeriod() {
        assertThatThrownBy(() -> new SamplingEvent(1, 0, 0, 0))
                .hasMessage("a sampling event has a frequency or a period, not 0 and 0");
    }

    @Test
    void attachesToKernelFunctionsOrSaysWhyNot() {
        try (CountingProgram counting =
                inThisProcess(Hook.KPROBE, "__x64_sys_getpgid").load()) {
            if (Feature.KPROBE.works()) {
                try (Link link = AutoAttach.attach(counting.program())) {
                    Syscall.call(SYS_GETPGID, 0);
                    assertThat(counting.count()).isEqualTo(1);
                    assertThat(link.info().orElseThrow().type()).isEqualTo(LinkType.PERF_EVENT);
                }
            } else {
                assertThatThrownBy(() -> AutoAttach.attach(counting.program()))
                        .isInstanceOf(UnsupportedFeatureException.class)
                        .hasMessage("kprobes do not work on this kernel: no event source \"kprobe\":"
                                + " the kernel was built without CONFIG_KPROBES; they are in Linux since 4.1");
            }
        }
    }

    @Test
    void attachesToManyKernelFunctionsOrSaysWhyNot() {
        try (CountingProgram counting = inThisProcess(Hook.KPROBE_MULTI, "__x64_sys_getpgid,__x64_sys_getsid")
                .load()) {
            if (Feature.KPROBE_MULTI.works()) {
                try (Link link = AutoAttach.attach(counting.program())) {
                    Syscall.call(SYS_GETPGID, 0);
                    Syscall.call(SYS_GETSID, 0);
                    assertThat(counting.count()).isEqualTo(2);
                    assertThat(link.info().orElseThrow().target()).isEqualTo("2 kernel functions");
                }
            } else {
                assertThatThrownBy(() -> AutoAttach.attach(counting.program()))
                        .isInstanceOf(UnsupportedFeatureException.class)
                        .hasMessageStartingWith(
                                "kprobes on many functions at once (kprobe.multi) do not work on this kernel:"
                                        + " EOPNOTSUPP (Operation not supported)");
            }
            assertThatThrownBy(() -> KprobeLink.attachMulti(counting.program(), List.of(), 1))
                    .hasMessage("no kernel functions to attach program \"count\" to");
        }
    }

    @Test
    void attachesAtFunctionEntryOrSaysWhyNot() {
        if (Feature.FENTRY.works()) {
            try (CountingProgram counting =
                            inThisProcess(Hook.FENTRY, "__x64_sys_getpgid").load();
                    Link link = AutoAttach.attach(counting.program())) {
                Syscall.call(SYS_GETPGID, 0);
                assertThat(counting.count()).isEqualTo(1);
                assertThat(link.info().orElseThrow().type()).isEqualTo(LinkType.TRACING);
            }
        } else {
            assertThatThrownBy(() ->
                            inThisProcess(Hook.FENTRY, "__x64_sys_getpgid").load())
                    .isInstanceOf(SyscallException.class)
                    .satisfies(e -> assertThat(((SyscallException) e).errno()).isEqualTo(Errno.EPERM));
        }
    }

    @Test
    @RequiresFeature(Feature.FEXIT)
    void passesACookieToATracingProgram() {
        try (CountingProgram counting = inThisProcess(Hook.FEXIT, "__x64_sys_getpgid")
                        .withCookie()
                        .load();
                Link link = TracingLink.attach(counting.program(), AttachType.TRACE_FEXIT, 31)) {
            Syscall.call(SYS_GETPGID, 0);
            assertThat(counting.count()).isEqualTo(1);
            assertThat(counting.cookie()).isEqualTo(31);
            assertThat(link.info().orElseThrow().target()).startsWith("trace_fexit of BTF type ");
        }
    }

    @Test
    @RequiresFeature(Feature.LSM)
    void attachesToASecurityHook() throws Exception {
        try (CountingProgram counting = inThisProcess(Hook.LSM, "file_open").load();
                Link link = AutoAttach.attach(counting.program())) {
            Files.readString(Path.of("/proc/self/comm"));
            assertThat(counting.count()).isPositive();
            assertThat(link.info().orElseThrow().type()).isEqualTo(LinkType.TRACING);
        }
    }

    @Test
    @RequiresFeature(Feature.FMOD_RET)
    void attachesWhereResultsAreModified() {
        try (CountingProgram counting =
                        inThisProcess(Hook.FMOD_RET, "security_task_getpgid").load();
                Link link = AutoAttach.attach(counting.program())) {
            Syscall.call(SYS_GETPGID, OWN_PID);
            assertThat(counting.count()).isEqualTo(1);
            assertThat(link.info().orElseThrow().target()).startsWith("modify_return of BTF type ");
        }
    }

    @Test
    void saysThatSecurityHooksAreRefused() {
        if (!Feature.LSM.works() && Feature.LSM.probe().refusedToEveryone()) {
            assertThatThrownBy(() -> inThisProcess(Hook.LSM, "file_open").load())
                    .isInstanceOf(SyscallException.class)
                    .hasMessageStartingWith("bpf(BPF_PROG_LOAD) of program \"count\" (LSM file_open): EPERM")
                    .hasMessageContaining("does not let programs hook functions or LSM checks");
            assertThatThrownBy(Feature.LSM::require)
                    .hasMessage("BPF security hooks (LSM) do not work on this kernel: loading: EPERM (Operation not"
                            + " permitted), even with all privileges; they are in Linux since 5.7");
        } else {
            assertThat(Feature.LSM.probe().isConclusive()).isTrue();
        }
    }

    @Test
    void namesTheFactoryForHooksWithoutATarget() {
        try (CountingProgram counting =
                CountingProgram.Options.of(Hook.XDP, "").answering(2).load()) {
            assertThatThrownBy(() -> AutoAttach.attach(counting.program()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("program \"count\" (XDP) is for XDP, whose target is chosen when it is attached:"
                            + " use the factory of that hook");
        }
    }
}
