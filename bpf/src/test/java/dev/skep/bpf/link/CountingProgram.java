package dev.skep.bpf.link;

import static dev.skep.bpf.asm.Register.R0;
import static dev.skep.bpf.asm.Register.R1;
import static dev.skep.bpf.asm.Register.R2;
import static dev.skep.bpf.asm.Register.R6;
import static dev.skep.bpf.asm.Register.R7;

import dev.skep.bpf.asm.Asm;
import dev.skep.bpf.asm.Assembler;
import dev.skep.bpf.asm.Helper;
import dev.skep.bpf.asm.Instruction;
import dev.skep.bpf.asm.Label;
import dev.skep.bpf.asm.Opcode;
import dev.skep.bpf.map.BpfMap;
import dev.skep.bpf.map.MapSpec;
import dev.skep.bpf.map.MapType;
import dev.skep.bpf.prog.AttachSpec;
import dev.skep.bpf.prog.Hook;
import dev.skep.bpf.prog.LoadedObject;
import dev.skep.bpf.prog.ObjectLoader;
import dev.skep.bpf.prog.ObjectSpec;
import dev.skep.bpf.prog.Program;
import dev.skep.bpf.prog.ProgramSpec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** A program that counts how often it runs, notes the cookie that it runs with, and answers a verdict. */
final class CountingProgram implements AutoCloseable {
    private static final String COUNTS = "counts";
    private static final int COUNT = 0;
    private static final int COOKIE = 8;

    private final LoadedObject object;

    private CountingProgram(LoadedObject object) {
        this.object = object;
    }

    /** Options of a counting program. */
    record Options(Hook hook, String target, int verdict, int onlyPid, boolean cookie) {
        static Options of(Hook hook, String target) {
            return new Options(hook, target, 0, 0, false);
        }

        Options answering(int newVerdict) {
            return new Options(hook, target, newVerdict, onlyPid, cookie);
        }

        /** Counts only runs in threads of a process. */
        Options inProcess(int pid) {
            return new Options(hook, target, verdict, pid, cookie);
        }

        Options withCookie() {
            return new Options(hook, target, verdict, onlyPid, true);
        }

        CountingProgram load() {
            return CountingProgram.load(this);
        }
    }

    private static CountingProgram load(Options options) {
        Assembler code = new Assembler();
        Label end = code.label();
        code.append(Asm.mov64(R6, R1));
        if (options.onlyPid() != 0) {
            code.append(Asm.call(Helper.GET_CURRENT_PID_TGID), Asm.alu64(Opcode.RSH, R0, 32));
            code.jump(Opcode.JNE, R0, options.onlyPid(), end);
        }
        code.append(Asm.ldMapValue(R7, COUNTS, COUNT));
        code.append(Asm.mov64(R2, 1), Asm.atomic(Opcode.DW, Opcode.ADD, R7, 0, R2));
        if (options.cookie()) {
            code.append(Asm.mov64(R1, R6), Asm.call(Helper.GET_ATTACH_COOKIE), Asm.stx(Opcode.DW, R7, COOKIE, R0));
        }
        code.bind(end);
        code.append(Asm.mov64(R0, options.verdict()), Asm.exit());
        return load(options.hook(), options.target(), code.build());
    }

    /** Loads code of the test's own beside the map that it counts in. */
    static CountingProgram load(Hook hook, String target, List<Instruction> code) {
        MapSpec counts = new MapSpec(COUNTS, MapType.ARRAY, 4, 16, 1, 0);
        ProgramSpec program = new ProgramSpec(
                "count",
                new AttachSpec(hook, target),
                code,
                List.of(new ProgramSpec.Function("count", 0, 0)),
                List.of(),
                "Dual BSD/GPL",
                0);
        return new CountingProgram(
                new ObjectLoader().load(new ObjectSpec(List.of(counts), List.of(program), new byte[0])));
    }

    Program program() {
        return object.program("count");
    }

    BpfMap map() {
        return object.map(COUNTS);
    }

    long count() {
        return value(COUNT);
    }

    long cookie() {
        return value(COOKIE);
    }

    private long value(int offset) {
        return ByteBuffer.wrap(map().lookup(new byte[4]))
                .order(ByteOrder.nativeOrder())
                .getLong(offset);
    }

    @Override
    public void close() {
        object.close();
    }
}
