package dev.skep.bpf.feature;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.skep.bpf.asm.Asm;
import dev.skep.bpf.asm.Helper;
import dev.skep.bpf.asm.Instruction;
import dev.skep.bpf.asm.Opcode;
import dev.skep.bpf.asm.Register;
import dev.skep.bpf.btf.Btf;
import dev.skep.bpf.btf.BtfException;
import dev.skep.bpf.map.BpfMap;
import dev.skep.bpf.map.MapSpec;
import dev.skep.bpf.map.MapType;
import dev.skep.bpf.prog.ProgramType;
import dev.skep.bpf.sys.Bpf;
import dev.skep.bpf.sys.BpfAttr;
import dev.skep.bpf.sys.BpfCommand;
import dev.skep.bpf.sys.Errno;
import dev.skep.bpf.sys.Scratch;
import dev.skep.bpf.sys.Syscall;
import dev.skep.bpf.sys.SyscallException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Trials of what programs are made of: instructions, loops, helpers, maps. */
final class CodeTrials {
    private CodeTrials() {}

    static FeatureResult btf() {
        try {
            Btf.vmlinux();
            return FeatureResult.works();
        } catch (BtfException e) {
            return FeatureResult.missing(String.valueOf(e.getMessage()));
        }
    }

    static FeatureResult jit() {
        try {
            String value = Files.readString(Path.of("/proc/sys/net/core/bpf_jit_enable"))
                    .strip();
            return value.equals("0")
                    ? FeatureResult.missing("net.core.bpf_jit_enable is 0: programs are interpreted")
                    : FeatureResult.works();
        } catch (IOException e) {
            return FeatureResult.unknown("cannot read net.core.bpf_jit_enable");
        }
    }

    static FeatureResult boundedLoops() {
        return run(List.of(
                Asm.mov64(Register.R0, 10),
                Asm.alu64(Opcode.SUB, Register.R0, 1),
                Asm.jump(Opcode.JNE, Register.R0, 0, -2),
                Asm.exit()));
    }

    static FeatureResult version3() {
        return run(List.of(Asm.mov64(Register.R0, 0), Asm.jump32(Opcode.JEQ, Register.R0, 0, 0), Asm.exit()));
    }

    static FeatureResult version4() {
        return run(List.of(
                Asm.mov64(Register.R1, 3),
                Asm.movsx64(Register.R0, Register.R1, 8),
                Asm.sdiv64(Register.R0, 2),
                Asm.bswap(Register.R0, 16),
                Asm.mov64(Register.R0, 0),
                Asm.exit()));
    }

    static FeatureResult atomicFetch() {
        return run(List.of(
                Asm.st(Opcode.DW, Register.R10, -8, 0),
                Asm.mov64(Register.R1, 1),
                Asm.atomicFetch(Opcode.DW, Opcode.ADD, Register.R10, -8, Register.R1),
                Asm.mov64(Register.R0, 0),
                Asm.exit()));
    }

    static FeatureResult mayGoto() {
        return run(List.of(Asm.mov64(Register.R0, 0), Asm.mayGoto(0), Asm.exit()));
    }

    private static FeatureResult run(List<Instruction> code) {
        return TrialProgram.of(ProgramType.SOCKET_FILTER, null)
                .withInstructions(code)
                .load()
                .toResult();
    }

    static FeatureResult bpfLoop() {
        return FeatureProbe.helper(ProgramType.XDP, Helper.LOOP);
    }

    static FeatureResult openCodedIterators() {
        return FeatureProbe.kfunc(ProgramType.XDP, "bpf_iter_num_new");
    }

    static FeatureResult kfuncs() {
        return FeatureProbe.kfunc(ProgramType.TRACING, "bpf_rcu_read_lock");
    }

    static FeatureResult dynptr() {
        return FeatureProbe.helper(ProgramType.RAW_TRACEPOINT, Helper.RINGBUF_RESERVE_DYNPTR);
    }

    static FeatureResult timers() {
        return FeatureProbe.helper(ProgramType.XDP, Helper.TIMER_INIT);
    }

    static FeatureResult probeWriteUser() {
        return FeatureProbe.helper(ProgramType.KPROBE, Helper.PROBE_WRITE_USER);
    }

    static FeatureResult structOps() {
        return FeatureProbe.programType(ProgramType.STRUCT_OPS);
    }

    static FeatureResult ringBuffer() {
        return FeatureProbe.mapType(MapType.RINGBUF);
    }

    static FeatureResult userRingBuffer() {
        return FeatureProbe.mapType(MapType.USER_RINGBUF);
    }

    static FeatureResult taskStorage() {
        return FeatureProbe.mapType(MapType.TASK_STORAGE);
    }

    static FeatureResult arena() {
        return FeatureProbe.mapType(MapType.ARENA);
    }

    static FeatureResult mappableArrays() {
        return map(new MapSpec("skep_probe", MapType.ARRAY, 4, 4, 1, MapSpec.MMAPABLE));
    }

    private static FeatureResult map(MapSpec spec) {
        try {
            BpfMap.create(spec).close();
            return FeatureResult.works();
        } catch (SyscallException e) {
            return Trial.refused(e.errno());
        }
    }

    static FeatureResult batchOperations() {
        try (BpfMap map = BpfMap.create(new MapSpec("skep_probe", MapType.HASH, 4, 4, 1, 0));
                Scratch scratch = Scratch.open()) {
            MemorySegment attr = scratch.attr();
            attr.set(JAVA_INT, BpfAttr.MapBatch.MAP_FD, map.fd().number());
            // An empty request succeeds where the command exists.
            long result = Bpf.tryCall(BpfCommand.MAP_UPDATE_BATCH, attr);
            return Syscall.failed(result) ? Trial.refused(Errno.ofResult(result)) : FeatureResult.works();
        } catch (SyscallException e) {
            return Trial.refused(e.errno());
        }
    }

    static FeatureResult statistics() {
        try (Scratch scratch = Scratch.open()) {
            MemorySegment attr = scratch.attr();
            long result = Bpf.tryCall(BpfCommand.ENABLE_STATS, attr);
            if (Syscall.failed(result)) {
                return Trial.refused(Errno.ofResult(result));
            }
            dev.skep.bpf.sys.FileDescriptor.own(result).close();
            return FeatureResult.works();
        }
    }
}
