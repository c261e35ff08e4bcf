package dev.skep.bpf.prog;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.skep.bpf.asm.Instruction;
import dev.skep.bpf.asm.InstructionEncoder;
import dev.skep.bpf.map.BpfMap;
import dev.skep.bpf.sys.Bpf;
import dev.skep.bpf.sys.BpfAttr;
import dev.skep.bpf.sys.BpfCommand;
import dev.skep.bpf.sys.Errno;
import dev.skep.bpf.sys.FileDescriptor;
import dev.skep.bpf.sys.Host;
import dev.skep.bpf.sys.KernelName;
import dev.skep.bpf.sys.Syscall;
import dev.skep.bpf.sys.SyscallException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Loads one program: resolves what it refers to, hands instructions, function and line records to the verifier, and, if
 * that says no, loads again with a log that grows until it fits.
 */
final class ProgramLoader {
    private static final int FIRST_LOG_BYTES = 1 << 18;
    private static final int INTERRUPTED_RETRIES = 5;
    private static final int FUNCTION_RECORD_BYTES = 8;

    private final Map<String, BpfMap> maps;
    private final @Nullable FileDescriptor btf;
    private final LineTable lines;
    private final LoadOptions options;

    ProgramLoader(Map<String, BpfMap> maps, @Nullable FileDescriptor btf, LineTable lines, LoadOptions options) {
        this.maps = maps;
        this.btf = btf;
        this.lines = lines;
        this.options = options;
    }

    /**
     * Loads.
     *
     * @throws LoadException     if it refers to something that does not exist
     * @throws VerifierException if the verifier rejects it
     * @throws SyscallException  if the kernel refuses before verifying
     */
    Program load(ProgramSpec spec) {
        try (Arena arena = Arena.ofConfined();
                ModuleDescriptors modules = new ModuleDescriptors()) {
            MemorySegment attr = attributes(arena, spec, modules);
            MemorySegment log = MemorySegment.NULL;
            int level = options.logLevel();
            if (level != 0) {
                log = logBuffer(arena, attr, level, FIRST_LOG_BYTES);
            }
            long result = call(attr);
            if (Syscall.failed(result) && level == 0 && mayBeExplained(result)) {
                level = 1;
                log = logBuffer(arena, attr, level, FIRST_LOG_BYTES);
                result = call(attr);
            }
            while (result == -Errno.ENOSPC.number() && log.byteSize() > 0 && log.byteSize() < options.maxLogBytes()) {
                log = logBuffer(arena, attr, level, (int) Math.min(log.byteSize() * 8, options.maxLogBytes()));
                result = call(attr);
            }
            String text = log.byteSize() == 0 ? "" : log.getString(0);
            if (Syscall.failed(result)) {
                throw failure(spec, Errno.ofResult(result), text);
            }
            return new Program(
                    FileDescriptor.own(result),
                    spec.name(),
                    spec.attach().kind().programType(),
                    spec,
                    text);
        }
    }

    private MemorySegment attributes(Arena arena, ProgramSpec spec, ModuleDescriptors modules) {
        List<Instruction> resolved = new Relocator(maps, options.symbols(), modules).resolve(spec);
        Hook hook = spec.attach().kind();
        AttachType attachType = hook.expectedAttachType();
        MemorySegment attr = arena.allocate(BpfAttr.BYTES, 8);
        byte[] code = InstructionEncoder.encode(resolved);
        attr.set(JAVA_INT, BpfAttr.ProgLoad.PROG_TYPE, hook.programType().number());
        attr.set(JAVA_INT, BpfAttr.ProgLoad.INSN_CNT, code.length / Instruction.SLOT_BYTES);
        attr.set(JAVA_LONG, BpfAttr.ProgLoad.INSNS, copy(arena, code).address());
        attr.set(
                JAVA_LONG,
                BpfAttr.ProgLoad.LICENSE,
                arena.allocateFrom(spec.license()).address());
        attr.set(JAVA_INT, BpfAttr.ProgLoad.PROG_FLAGS, flags(spec));
        byte[] name = KernelName.of(spec.name());
        MemorySegment.copy(name, 0, attr, JAVA_BYTE, BpfAttr.ProgLoad.PROG_NAME, name.length);
        attr.set(JAVA_INT, BpfAttr.ProgLoad.EXPECTED_ATTACH_TYPE, attachType == null ? 0 : attachType.number());
        AttachTarget.of(spec, options.symbols()).ifPresent(target -> {
            attr.set(JAVA_INT, BpfAttr.ProgLoad.ATTACH_BTF_ID, target.id());
            attr.set(JAVA_INT, BpfAttr.ProgLoad.ATTACH_BTF_OBJ_FD, modules.number(target.module()));
        });
        int[] descriptors = modules.array();
        if (descriptors.length > 0) {
            attr.set(
                    JAVA_LONG,
                    BpfAttr.ProgLoad.FD_ARRAY,
                    arena.allocateFrom(JAVA_INT, descriptors).address());
        }
        if (btf != null) {
            describe(arena, attr, spec, btf);
        }
        return attr;
    }

    /** Function and line records: what makes the verifier and bpftool speak of our source. */
    private void describe(Arena arena, MemorySegment attr, ProgramSpec spec, FileDescriptor types) {
        int[] slots = InstructionEncoder.slotOffsets(spec.instructions());
        byte[] functions = functionRecords(spec, slots);
        byte[] positions = lines.records(spec, slots);
        if (functions.length == 0 && positions.length == 0) {
            return;
        }
        attr.set(JAVA_INT, BpfAttr.ProgLoad.PROG_BTF_FD, types.number());
        if (functions.length > 0) {
            attr.set(JAVA_INT, BpfAttr.ProgLoad.FUNC_INFO_REC_SIZE, FUNCTION_RECORD_BYTES);
            attr.set(JAVA_INT, BpfAttr.ProgLoad.FUNC_INFO_CNT, functions.length / FUNCTION_RECORD_BYTES);
            attr.set(
                    JAVA_LONG,
                    BpfAttr.ProgLoad.FUNC_INFO,
                    copy(arena, functions).address());
        }
        if (positions.length > 0) {
            attr.set(JAVA_INT, BpfAttr.ProgLoad.LINE_INFO_REC_SIZE, LineTable.RECORD_BYTES);
            attr.set(JAVA_INT, BpfAttr.ProgLoad.LINE_INFO_CNT, positions.length / LineTable.RECORD_BYTES);
            attr.set(
                    JAVA_LONG,
                    BpfAttr.ProgLoad.LINE_INFO,
                    copy(arena, positions).address());
        }
    }

    /** The kernel wants all functions or none. */
    private static byte[] functionRecords(ProgramSpec spec, int[] slots) {
        List<ProgramSpec.Function> functions = spec.functions();
        if (functions.stream().anyMatch(function -> function.typeId() == 0)) {
            return new byte[0];
        }
        ByteBuffer out =
                ByteBuffer.allocate(functions.size() * FUNCTION_RECORD_BYTES).order(ByteOrder.nativeOrder());
        for (ProgramSpec.Function function : functions) {
            out.putInt(slots[function.instructionIndex()]).putInt(function.typeId());
        }
        return out.array();
    }

    /** Programs for the bpf(2) command run exist only as sleepable ones. */
    private static int flags(ProgramSpec spec) {
        return spec.attach().kind() == Hook.SYSCALL ? spec.flags() | ProgramSpec.SLEEPABLE : spec.flags();
    }

    private static long call(MemorySegment attr) {
        long result = 0;
        for (int attempt = 0; attempt < INTERRUPTED_RETRIES; attempt++) {
            result = Bpf.tryCall(BpfCommand.PROG_LOAD, attr);
            // The verifier gives up with EAGAIN when a signal arrives; the JVM sends itself some.
            if (result != -Errno.EAGAIN.number()) {
                return result;
            }
        }
        return result;
    }

    private static MemorySegment logBuffer(Arena arena, MemorySegment attr, int level, int bytes) {
        MemorySegment log = arena.allocate(bytes);
        attr.set(JAVA_INT, BpfAttr.ProgLoad.LOG_LEVEL, level);
        attr.set(JAVA_INT, BpfAttr.ProgLoad.LOG_SIZE, bytes);
        attr.set(JAVA_LONG, BpfAttr.ProgLoad.LOG_BUF, log.address());
        return log;
    }

    private static boolean mayBeExplained(long result) {
        return switch (Errno.ofResult(result)) {
            case EMFILE, ENFILE, EFAULT -> false;
            default -> true;
        };
    }

    private static RuntimeException failure(ProgramSpec spec, Errno errno, String log) {
        if (!log.isBlank()) {
            return VerifierException.of(spec, errno, log);
        }
        Hook hook = spec.attach().kind();
        String target = spec.attach().target();
        String object = "program \"" + spec.name() + "\" (" + hook + (target.isEmpty() ? "" : " " + target) + ")";
        String call = BpfCommand.PROG_LOAD.call();
        Host host = Host.current();
        if (needsTrampoline(hook) && errno == Errno.EPERM && host.has(Host.CAP_BPF) && host.has(Host.CAP_PERFMON)) {
            return new SyscallException(
                    call,
                    object,
                    errno,
                    "kernel " + host.kernelRelease()
                            + " does not let programs hook functions or LSM checks (fentry, fexit,"
                            + " fmod_ret, LSM); use a tracepoint");
        }
        return new SyscallException(call, object, errno);
    }

    private static boolean needsTrampoline(Hook hook) {
        return switch (hook) {
            case FENTRY, FEXIT, FMOD_RET, LSM, LSM_CGROUP -> true;
            default -> false;
        };
    }

    private static MemorySegment copy(Arena arena, byte[] bytes) {
        MemorySegment copy = arena.allocate(bytes.length, 8);
        MemorySegment.copy(bytes, 0, copy, JAVA_BYTE, 0, bytes.length);
        return copy;
    }
}
