package dev.skep.bpf.feature;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.skep.bpf.btf.Btf;
import dev.skep.bpf.btf.BtfException;
import dev.skep.bpf.prog.AttachType;
import dev.skep.bpf.sys.Bpf;
import dev.skep.bpf.sys.BpfAttr;
import dev.skep.bpf.sys.BpfCommand;
import dev.skep.bpf.sys.Errno;
import dev.skep.bpf.sys.FileDescriptor;
import dev.skep.bpf.sys.Host;
import dev.skep.bpf.sys.Scratch;
import dev.skep.bpf.sys.Syscall;
import java.lang.foreign.MemorySegment;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/** One way of finding out whether a feature is there, and the steps that trials share. */
@FunctionalInterface
interface Trial {
    /** Tries it. */
    FeatureResult run();

    /** What an errno says about a feature: without privilege, nothing. */
    static FeatureResult refused(Errno errno) {
        String words = errno + " (" + errno.text() + ")";
        if (errno == Errno.EPERM || errno == Errno.EACCES) {
            Host host = Host.current();
            boolean privileged = host.has(Host.CAP_SYS_ADMIN)
                    || (host.has(Host.CAP_BPF) && host.has(Host.CAP_PERFMON) && host.has(Host.CAP_NET_ADMIN));
            return privileged ? FeatureResult.refused(words) : FeatureResult.unknown(words + ": try again as root");
        }
        if (errno == Errno.ENOMEM || errno == Errno.EMFILE || errno == Errno.EAGAIN || errno == Errno.EINTR) {
            return FeatureResult.unknown(words);
        }
        return FeatureResult.missing(words);
    }

    /** Loads a program, then tries to link it. */
    static FeatureResult link(TrialProgram program, Linking linking) {
        TrialProgram.Outcome outcome = program.load();
        FileDescriptor fd = outcome.fd();
        if (fd == null) {
            FeatureResult result = outcome.toResult();
            return new FeatureResult(result.state(), "loading: " + result.reason());
        }
        try (fd) {
            return linking.link(fd);
        }
    }

    /** What is done with a loaded program. */
    @FunctionalInterface
    interface Linking {
        /** Attaches it and undoes that. */
        FeatureResult link(FileDescriptor program);
    }

    /**
     * {@code BPF_LINK_CREATE}, undone at once.
     *
     * @param rest     fills what is particular to the link
     * @param asGood   an error that proves the feature just as well: that the made-up target is not there
     */
    static FeatureResult createLink(
            FileDescriptor program, int target, AttachType type, Errno asGood, Consumer<MemorySegment> rest) {
        try (Scratch scratch = Scratch.open()) {
            MemorySegment attr = scratch.attr();
            attr.set(JAVA_INT, BpfAttr.LinkCreate.PROG_FD, program.number());
            attr.set(JAVA_INT, BpfAttr.LinkCreate.TARGET_FD, target);
            attr.set(JAVA_INT, BpfAttr.LinkCreate.ATTACH_TYPE, type.number());
            rest.accept(attr);
            long result = Bpf.tryCall(BpfCommand.LINK_CREATE, attr);
            if (!Syscall.failed(result)) {
                FileDescriptor.own(result).close();
                return FeatureResult.works();
            }
            Errno errno = Errno.ofResult(result);
            return errno == asGood ? FeatureResult.works() : refused(errno);
        }
    }

    /** {@code BPF_RAW_TRACEPOINT_OPEN} of a program that knows its target, undone at once. */
    static FeatureResult openRawTracepoint(FileDescriptor program, String name) {
        try (Scratch scratch = Scratch.open()) {
            MemorySegment attr = scratch.attr();
            if (!name.isEmpty()) {
                attr.set(
                        JAVA_LONG,
                        BpfAttr.RawTracepoint.NAME,
                        scratch.allocateFrom(name).address());
            }
            attr.set(JAVA_INT, BpfAttr.RawTracepoint.PROG_FD, program.number());
            long result = Bpf.tryCall(BpfCommand.RAW_TRACEPOINT_OPEN, attr);
            if (Syscall.failed(result)) {
                return refused(Errno.ofResult(result));
            }
            FileDescriptor.own(result).close();
            return FeatureResult.works();
        }
    }

    /** A trial about a function in the kernel's BTF; missing without the function or without BTF. */
    static FeatureResult onFunction(String function, IntFunction<FeatureResult> trial) {
        OptionalInt id;
        try {
            id = Btf.vmlinux().function(function);
        } catch (BtfException e) {
            return FeatureResult.missing(String.valueOf(e.getMessage()));
        }
        return id.isPresent()
                ? trial.apply(id.getAsInt())
                : FeatureResult.missing("the kernel's BTF has no function " + function);
    }
}
