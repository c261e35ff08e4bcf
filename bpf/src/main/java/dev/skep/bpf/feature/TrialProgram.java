package dev.skep.bpf.feature;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.skep.bpf.asm.Asm;
import dev.skep.bpf.asm.Instruction;
import dev.skep.bpf.asm.InstructionEncoder;
import dev.skep.bpf.asm.Register;
import dev.skep.bpf.prog.AttachType;
import dev.skep.bpf.prog.ProgramType;
import dev.skep.bpf.sys.Bpf;
import dev.skep.bpf.sys.BpfAttr;
import dev.skep.bpf.sys.BpfCommand;
import dev.skep.bpf.sys.Errno;
import dev.skep.bpf.sys.FileDescriptor;
import dev.skep.bpf.sys.Scratch;
import dev.skep.bpf.sys.Syscall;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A small program that is loaded only to see whether the kernel takes it.
 *
 * @param type         program type
 * @param attachType   expected attach type, or null for zero
 * @param attachBtfId  the function or hook in vmlinux that it is for, or 0
 * @param flags        {@code BPF_F_*}
 * @param instructions its code
 */
record TrialProgram(
        ProgramType type, @Nullable AttachType attachType, int attachBtfId, int flags, List<Instruction> instructions) {
    static final List<Instruction> RETURN_ZERO = List.of(Asm.mov64(Register.R0, 0), Asm.exit());

    private static final int LOG_BYTES = 8 * 1024;

    static TrialProgram of(ProgramType type, @Nullable AttachType attachType) {
        return new TrialProgram(type, attachType, 0, 0, RETURN_ZERO);
    }

    TrialProgram withAttachBtfId(int id) {
        return new TrialProgram(type, attachType, id, flags, instructions);
    }

    TrialProgram withFlags(int newFlags) {
        return new TrialProgram(type, attachType, attachBtfId, newFlags, instructions);
    }

    TrialProgram withInstructions(List<Instruction> code) {
        return new TrialProgram(type, attachType, attachBtfId, flags, code);
    }

    /**
     * What loading gave.
     *
     * @param fd    the program, to be closed by the caller; null if it was refused
     * @param errno why it was refused; null if it was not
     * @param log   the verifier's words; only asked for by {@link TrialProgram#loadWithLog()}
     */
    record Outcome(@Nullable FileDescriptor fd, @Nullable Errno errno, String log) {
        /** Whether it was taken; closes it. */
        FeatureResult toResult() {
            if (fd != null) {
                fd.close();
                return FeatureResult.works();
            }
            return Trial.refused(errno == null ? Errno.UNKNOWN : errno);
        }
    }

    Outcome load() {
        return load(0);
    }

    Outcome loadWithLog() {
        return load(LOG_BYTES);
    }

    private Outcome load(int logBytes) {
        try (Scratch scratch = Scratch.open()) {
            MemorySegment code = scratch.copyOf(InstructionEncoder.encode(instructions));
            MemorySegment attr = scratch.attr();
            attr.set(JAVA_INT, BpfAttr.ProgLoad.PROG_TYPE, type.number());
            attr.set(JAVA_INT, BpfAttr.ProgLoad.INSN_CNT, InstructionEncoder.slots(instructions));
            attr.set(JAVA_LONG, BpfAttr.ProgLoad.INSNS, code.address());
            attr.set(
                    JAVA_LONG,
                    BpfAttr.ProgLoad.LICENSE,
                    scratch.allocateFrom("Dual BSD/GPL").address());
            attr.set(JAVA_INT, BpfAttr.ProgLoad.PROG_FLAGS, flags);
            attr.set(JAVA_INT, BpfAttr.ProgLoad.EXPECTED_ATTACH_TYPE, attachType == null ? 0 : attachType.number());
            attr.set(JAVA_INT, BpfAttr.ProgLoad.ATTACH_BTF_ID, attachBtfId);
            MemorySegment log = scratch.allocate(Math.max(logBytes, 1), 8);
            if (logBytes > 0) {
                attr.set(JAVA_INT, BpfAttr.ProgLoad.LOG_LEVEL, 1);
                attr.set(JAVA_INT, BpfAttr.ProgLoad.LOG_SIZE, logBytes);
                attr.set(JAVA_LONG, BpfAttr.ProgLoad.LOG_BUF, log.address());
            }
            long result = Bpf.tryCall(BpfCommand.PROG_LOAD, attr);
            String words = logBytes > 0 ? text(log) : "";
            return Syscall.failed(result)
                    ? new Outcome(null, Errno.ofResult(result), words)
                    : new Outcome(FileDescriptor.own(result), null, words);
        }
    }

    private static String text(MemorySegment log) {
        byte[] bytes = log.toArray(JAVA_BYTE);
        int length = 0;
        while (length < bytes.length && bytes[length] != 0) {
            length++;
        }
        return new String(bytes, 0, length, java.nio.charset.StandardCharsets.UTF_8);
    }
}
