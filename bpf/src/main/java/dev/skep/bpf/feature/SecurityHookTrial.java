package dev.skep.bpf.feature;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.skep.bpf.asm.Asm;
import dev.skep.bpf.asm.Assembler;
import dev.skep.bpf.asm.Helper;
import dev.skep.bpf.asm.Instruction;
import dev.skep.bpf.asm.Label;
import dev.skep.bpf.asm.Opcode;
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
import dev.skep.bpf.sys.SyscallNumber;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Whether security hooks call programs. A hook takes programs even on a kernel that was booted without {@code lsm=…,bpf}
 * and then never calls them; so this one denies something harmless to this process alone, {@code getpgid(2)} of itself, and
 * looks whether it is denied.
 */
final class SecurityHookTrial {
    private static final String HOOK = "bpf_lsm_task_getpgid";
    private static final Path PID_NAMESPACE = Path.of("/proc/self/ns/pid");
    private static final int EPERM_VERDICT = -1;

    private SecurityHookTrial() {}

    static FeatureResult run() {
        return Trial.onFunction(HOOK, id -> {
            List<Instruction> code;
            try {
                code = denyThisProcess();
            } catch (IOException e) {
                return FeatureResult.unknown("cannot tell this process's pid namespace");
            }
            TrialProgram program = TrialProgram.of(ProgramType.LSM, AttachType.LSM_MAC)
                    .withAttachBtfId(id)
                    .withInstructions(code);
            return Trial.link(program, SecurityHookTrial::isCalled);
        });
    }

    private static FeatureResult isCalled(FileDescriptor program) {
        try (Scratch scratch = Scratch.open()) {
            MemorySegment attr = scratch.attr();
            attr.set(JAVA_INT, BpfAttr.RawTracepoint.PROG_FD, program.number());
            long link = Bpf.tryCall(BpfCommand.RAW_TRACEPOINT_OPEN, attr);
            if (Syscall.failed(link)) {
                return Trial.refused(Errno.ofResult(link));
            }
            try (FileDescriptor attached = FileDescriptor.own(link)) {
                boolean denied = attached.isOpen() && getpgidOfSelf() == -Errno.EPERM.number();
                return denied
                        ? FeatureResult.works()
                        : FeatureResult.missing("programs attach but are not called: boot with lsm=…,bpf");
            }
        }
    }

    private static long getpgidOfSelf() {
        return Syscall.call(SyscallNumber.GETPGID, ProcessHandle.current().pid());
    }

    /** {@code return tgid in our pid namespace == ours ? -EPERM : 0}. */
    private static List<Instruction> denyThisProcess() throws IOException {
        long device = (long) Files.getAttribute(PID_NAMESPACE, "unix:dev");
        long inode = (long) Files.getAttribute(PID_NAMESPACE, "unix:ino");
        Assembler code = new Assembler();
        Label allow = code.label();
        code.append(
                Asm.st(Opcode.DW, Register.R10, -8, 0),
                Asm.ldImm64(Register.R1, kernelDevice(device)),
                Asm.ldImm64(Register.R2, inode),
                Asm.mov64(Register.R3, Register.R10),
                Asm.alu64(Opcode.ADD, Register.R3, -8),
                Asm.mov64(Register.R4, 8),
                Asm.call(Helper.GET_NS_CURRENT_PID_TGID));
        code.jump(Opcode.JNE, Register.R0, 0, allow);
        code.append(Asm.ldx(Opcode.W, Register.R1, Register.R10, -4));
        code.jump(Opcode.JNE, Register.R1, (int) ProcessHandle.current().pid(), allow);
        code.append(Asm.mov64(Register.R0, EPERM_VERDICT), Asm.exit());
        code.bind(allow).append(Asm.mov64(Register.R0, 0), Asm.exit());
        return code.build();
    }

    /** From the device number of stat(2) to the kernel's own, {@code major << 20 | minor}. */
    private static long kernelDevice(long device) {
        long major = (device >>> 8) & 0xfff;
        long minor = (device & 0xff) | ((device >>> 12) & 0xfff00);
        return (major << 20) | minor;
    }
}
