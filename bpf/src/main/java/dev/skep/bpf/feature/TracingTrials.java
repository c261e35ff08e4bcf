package dev.skep.bpf.feature;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.skep.bpf.asm.Asm;
import dev.skep.bpf.asm.Helper;
import dev.skep.bpf.asm.Register;
import dev.skep.bpf.btf.Btf;
import dev.skep.bpf.kernel.Tracefs;
import dev.skep.bpf.prog.AttachType;
import dev.skep.bpf.prog.ProgramSpec;
import dev.skep.bpf.prog.ProgramType;
import dev.skep.bpf.sys.BpfAttr;
import dev.skep.bpf.sys.Errno;
import dev.skep.bpf.sys.FileDescriptor;
import dev.skep.bpf.sys.PerfEvent;
import dev.skep.bpf.sys.PerfEventAttr;
import dev.skep.bpf.sys.Scratch;
import dev.skep.bpf.sys.Syscall;
import dev.skep.bpf.sys.SyscallException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * Trials of the hooks on code. They attach to functions and files that nothing runs: {@code bpf_fentry_test1} exists for
 * such tests, and the file for uprobes is made for the purpose.
 */
final class TracingTrials {
    private static final String TARGET = "bpf_fentry_test1";
    private static final Path EVENT_SOURCES = Path.of("/sys/bus/event_source/devices");
    private static final String MODIFIABLE = "security_settime64";

    private TracingTrials() {}

    static FeatureResult rawTracepoint() {
        return Trial.link(
                TrialProgram.of(ProgramType.RAW_TRACEPOINT, null),
                program -> Trial.openRawTracepoint(program, "sched_process_exit"));
    }

    static FeatureResult rawTracepointCookie() {
        return FeatureProbe.helper(ProgramType.RAW_TRACEPOINT, Helper.GET_ATTACH_COOKIE);
    }

    static FeatureResult tpBtf() {
        int id = Btf.vmlinux().typedef("btf_trace_sched_process_exit").orElse(0);
        return id == 0
                ? FeatureResult.missing("the kernel's BTF has no tracepoints (btf_trace_*)")
                : Trial.link(
                        TrialProgram.of(ProgramType.TRACING, AttachType.TRACE_RAW_TP)
                                .withAttachBtfId(id),
                        program -> Trial.openRawTracepoint(program, ""));
    }

    static FeatureResult tracepoint() {
        return Trial.link(TrialProgram.of(ProgramType.TRACEPOINT, null), program -> {
            try (Tracefs tracefs = Tracefs.open();
                    FileDescriptor event = openTracepoint(tracefs)) {
                long result = event.ioctl(PerfEventAttr.IOC_SET_BPF, program.number());
                return Syscall.failed(result) ? Trial.refused(Errno.ofResult(result)) : FeatureResult.works();
            } catch (SyscallException e) {
                return Trial.refused(e.errno());
            }
        });
    }

    private static FileDescriptor openTracepoint(Tracefs tracefs) {
        int id = tracefs.id("sched", "sched_process_exit").orElseThrow();
        return openEvent(PerfEventAttr.TYPE_TRACEPOINT, id, PerfEvent.ANY, 0);
    }

    static FeatureResult perfEventLink() {
        return Trial.link(TrialProgram.of(ProgramType.PERF_EVENT, null), program -> {
            try (FileDescriptor event =
                    openEvent(PerfEventAttr.TYPE_SOFTWARE, PerfEventAttr.COUNT_SW_CPU_CLOCK, PerfEvent.ANY, 0)) {
                return Trial.createLink(program, event.number(), AttachType.PERF_EVENT, Errno.UNKNOWN, attr -> {});
            } catch (SyscallException e) {
                return Trial.refused(e.errno());
            }
        });
    }

    static FeatureResult hardwareCounters() {
        try (FileDescriptor event = openEvent(PerfEventAttr.TYPE_HARDWARE, 0, 0, PerfEvent.ANY)) {
            return event.isOpen() ? FeatureResult.works() : FeatureResult.unknown("");
        } catch (SyscallException e) {
            return Trial.refused(e.errno());
        }
    }

    private static FileDescriptor openEvent(int type, long config, int pid, int cpu) {
        try (Scratch scratch = Scratch.open()) {
            MemorySegment attr = scratch.allocate(PerfEventAttr.BYTES, 8);
            attr.set(JAVA_INT, PerfEventAttr.TYPE, type);
            attr.set(JAVA_LONG, PerfEventAttr.CONFIG, config);
            attr.set(JAVA_LONG, PerfEventAttr.SAMPLE_PERIOD, 1_000_000_000L);
            attr.set(JAVA_LONG, PerfEventAttr.FLAGS, PerfEventAttr.FLAG_DISABLED);
            return PerfEvent.open(attr, pid, cpu, "a trial event");
        }
    }

    static FeatureResult kprobe() {
        FeatureResult pmu = probePmu("kprobe", "CONFIG_KPROBES", scratch -> {
            MemorySegment attr = scratch.allocate(PerfEventAttr.BYTES, 8);
            attr.set(
                    JAVA_LONG,
                    PerfEventAttr.KPROBE_FUNC,
                    scratch.allocateFrom(TARGET).address());
            return attr;
        });
        if (pmu.isWorking()) {
            return pmu;
        }
        try (Tracefs tracefs = Tracefs.open()) {
            return Files.isWritable(tracefs.root().resolve("kprobe_events")) ? FeatureResult.works() : pmu;
        } catch (SyscallException e) {
            return pmu;
        }
    }

    static FeatureResult uprobe() {
        return withCodeFile(file -> probePmu("uprobe", "CONFIG_UPROBES", scratch -> {
            MemorySegment attr = scratch.allocate(PerfEventAttr.BYTES, 8);
            attr.set(
                    JAVA_LONG,
                    PerfEventAttr.UPROBE_PATH,
                    scratch.allocateFrom(file.toString()).address());
            return attr;
        }));
    }

    /** A kind of probe that perf_event_open offers under a type number of its own. */
    private static FeatureResult probePmu(
            String source, String option, Function<SegmentAllocator, MemorySegment> event) {
        int type;
        try {
            type = Integer.parseInt(
                    Files.readString(EVENT_SOURCES.resolve(source).resolve("type"))
                            .strip());
        } catch (IOException e) {
            return FeatureResult.missing("no event source \"" + source + "\": the kernel was built without " + option);
        }
        try (Scratch scratch = Scratch.open()) {
            MemorySegment attr = event.apply(scratch);
            attr.set(JAVA_INT, PerfEventAttr.TYPE, type);
            attr.set(JAVA_LONG, PerfEventAttr.FLAGS, PerfEventAttr.FLAG_DISABLED);
            PerfEvent.open(attr, PerfEvent.ANY, 0, "a trial " + source).close();
            return FeatureResult.works();
        } catch (SyscallException e) {
            return Trial.refused(e.errno());
        }
    }

    /** A file of machine code that no process maps: a trap in it changes nothing. */
    private static FeatureResult withCodeFile(Function<Path, FeatureResult> trial) {
        Path file = null;
        try {
            file = Files.createTempFile("skep-uprobe-trial", ".bin");
            byte[] nops = new byte[4096];
            Arrays.fill(nops, (byte) 0x90);
            Files.write(file, nops);
            return trial.apply(file);
        } catch (IOException e) {
            return FeatureResult.unknown("cannot write a file to try it on: " + e.getMessage());
        } finally {
            if (file != null) {
                try {
                    Files.deleteIfExists(file);
                } catch (IOException e) {
                    file.toFile().deleteOnExit();
                }
            }
        }
    }

    static FeatureResult kprobeMulti() {
        return multiOnKernel(AttachType.TRACE_KPROBE_MULTI);
    }

    static FeatureResult kprobeSession() {
        return multiOnKernel(AttachType.TRACE_KPROBE_SESSION);
    }

    private static FeatureResult multiOnKernel(AttachType type) {
        return Trial.link(TrialProgram.of(ProgramType.KPROBE, type), program -> {
            try (Scratch scratch = Scratch.open()) {
                MemorySegment symbols = scratch.allocate(8, 8);
                symbols.set(JAVA_LONG, 0, scratch.allocateFrom(TARGET).address());
                return Trial.createLink(program, 0, type, Errno.UNKNOWN, attr -> {
                    attr.set(JAVA_INT, BpfAttr.LinkCreate.KPROBE_MULTI_CNT, 1);
                    attr.set(JAVA_LONG, BpfAttr.LinkCreate.KPROBE_MULTI_SYMS, symbols.address());
                });
            }
        });
    }

    static FeatureResult uprobeMulti() {
        return multiOnFile(AttachType.TRACE_UPROBE_MULTI);
    }

    static FeatureResult uprobeSession() {
        return multiOnFile(AttachType.TRACE_UPROBE_SESSION);
    }

    private static FeatureResult multiOnFile(AttachType type) {
        return withCodeFile(file -> Trial.link(TrialProgram.of(ProgramType.KPROBE, type), program -> {
            try (Scratch scratch = Scratch.open()) {
                MemorySegment offsets = scratch.allocate(8, 8);
                MemorySegment path = scratch.allocateFrom(file.toString());
                return Trial.createLink(program, 0, type, Errno.UNKNOWN, attr -> {
                    attr.set(JAVA_LONG, BpfAttr.LinkCreate.UPROBE_MULTI_PATH, path.address());
                    attr.set(JAVA_LONG, BpfAttr.LinkCreate.UPROBE_MULTI_OFFSETS, offsets.address());
                    attr.set(JAVA_INT, BpfAttr.LinkCreate.UPROBE_MULTI_CNT, 1);
                });
            }
        }));
    }

    static FeatureResult fentry() {
        return tracing(AttachType.TRACE_FENTRY, TARGET);
    }

    static FeatureResult fexit() {
        return tracing(AttachType.TRACE_FEXIT, TARGET);
    }

    static FeatureResult fmodRet() {
        // Security hooks may be modified on any kernel that can; the function made for tests came later.
        boolean secured = Btf.vmlinux().function(MODIFIABLE).isPresent();
        return tracing(AttachType.MODIFY_RETURN, secured ? MODIFIABLE : "bpf_modify_return_test");
    }

    private static FeatureResult tracing(AttachType type, String function) {
        return Trial.onFunction(
                function,
                id -> Trial.link(
                        TrialProgram.of(ProgramType.TRACING, type).withAttachBtfId(id),
                        program -> Trial.openRawTracepoint(program, "")));
    }

    static FeatureResult lsm() {
        return SecurityHookTrial.run();
    }

    static FeatureResult lsmCgroup() {
        return Trial.onFunction(
                "bpf_lsm_socket_bind",
                id -> Trial.link(
                        TrialProgram.of(ProgramType.LSM, AttachType.LSM_CGROUP)
                                .withAttachBtfId(id)
                                .withInstructions(List.of(Asm.mov64(Register.R0, 1), Asm.exit())),
                        program -> Trial.createLink(
                                program, Integer.MAX_VALUE, AttachType.LSM_CGROUP, Errno.EBADF, attr -> {})));
    }

    static FeatureResult iterator() {
        return Trial.onFunction(
                "bpf_iter_task",
                id -> Trial.link(
                        TrialProgram.of(ProgramType.TRACING, AttachType.TRACE_ITER)
                                .withAttachBtfId(id),
                        program -> Trial.createLink(program, 0, AttachType.TRACE_ITER, Errno.UNKNOWN, attr -> {})));
    }

    static FeatureResult sleepable() {
        return Trial.onFunction(
                "bpf_iter_task",
                id -> TrialProgram.of(ProgramType.TRACING, AttachType.TRACE_ITER)
                        .withAttachBtfId(id)
                        .withFlags(ProgramSpec.SLEEPABLE)
                        .load()
                        .toResult());
    }

    static FeatureResult syscallProgram() {
        return TrialProgram.of(ProgramType.SYSCALL, null)
                .withFlags(ProgramSpec.SLEEPABLE)
                .load()
                .toResult();
    }

    static FeatureResult sendSignal() {
        return FeatureProbe.helper(ProgramType.RAW_TRACEPOINT, Helper.SEND_SIGNAL);
    }

    static FeatureResult overrideReturn() {
        return FeatureProbe.helper(ProgramType.KPROBE, Helper.OVERRIDE_RETURN);
    }

    static FeatureResult attachCookie() {
        TrialProgram.Outcome outcome = TrialProgram.of(ProgramType.PERF_EVENT, null)
                .withInstructions(List.of(Asm.call(Helper.GET_ATTACH_COOKIE), Asm.mov64(Register.R0, 0), Asm.exit()))
                .load();
        return outcome.toResult();
    }
}
