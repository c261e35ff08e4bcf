package dev.skep.bpf.prog;

import static dev.skep.bpf.asm.Register.R0;
import static dev.skep.bpf.asm.Register.R1;
import static dev.skep.bpf.asm.Register.R10;
import static dev.skep.bpf.asm.Register.R2;
import static dev.skep.bpf.asm.Register.R3;

import dev.skep.bpf.asm.Asm;
import dev.skep.bpf.asm.Helper;
import dev.skep.bpf.asm.Instruction;
import dev.skep.bpf.asm.Opcode;
import dev.skep.bpf.map.MapSpec;
import dev.skep.bpf.map.MapType;
import java.util.List;

/** Programs with one mistake each, and what every kernel must be understood to say about it. */
enum RejectedProgram {
    SCALAR_DEREFERENCE(
            Hook.XDP,
            1,
            "R1 invalid mem access 'scalar'",
            "R1",
            Asm.mov64(R1, 5),
            Asm.ldx(Opcode.W, R0, R1, 0),
            Asm.exit()),
    PACKET_WITHOUT_BOUNDS(
            Hook.XDP,
            1,
            "R2 offset is outside of the packet",
            "R2",
            Asm.ldx(Opcode.W, R2, R1, 0),
            Asm.ldx(Opcode.B, R0, R2, 0),
            Asm.exit()),
    MISSING_NULL_CHECK(
            Hook.XDP,
            5,
            "R0 invalid mem access 'map_value_or_null'",
            "R0",
            Asm.st(Opcode.W, R10, -4, 0),
            Asm.mov64(R2, R10),
            Asm.alu64(Opcode.ADD, R2, -4),
            Asm.ldMap(R1, "counts"),
            Asm.call(Helper.MAP_LOOKUP_ELEM),
            Asm.ldx(Opcode.DW, R0, R0, 0),
            Asm.exit()),
    BEYOND_MAP_VALUE(
            Hook.XDP,
            1,
            "outside of the allowed memory range",
            "R1",
            Asm.ldMapValue(R1, "values", 0),
            Asm.ldx(Opcode.DW, R0, R1, 16),
            Asm.exit()),
    UNWRITTEN_REGISTER(Hook.XDP, 0, "R3 !read_ok", "R10", Asm.mov64(R0, R3), Asm.exit()),
    LEAKED_RESERVATION(
            Hook.SYSCALL,
            5,
            "reference",
            "R0",
            Asm.ldMap(R1, "ring"),
            Asm.mov64(R2, 8),
            Asm.mov64(R3, 0),
            Asm.call(Helper.RINGBUF_RESERVE),
            Asm.mov64(R0, 0),
            Asm.exit()),
    ENDLESS_LOOP(
            Hook.XDP,
            1,
            "infinite loop detected",
            "R0",
            Asm.call(Helper.KTIME_GET_NS),
            Asm.jump(Opcode.JNE, R0, 7, -2),
            Asm.exit()),
    UNKNOWN_HELPER(Hook.XDP, 0, "invalid func unknown#9999", "R1", Asm.call(9999), Asm.exit()),
    BEYOND_CONTEXT(
            Hook.XDP, 0, "invalid bpf_context access off=100 size=4", "R1", Asm.ldx(Opcode.W, R0, R1, 100), Asm.exit()),
    FORBIDDEN_RETURN_VALUE(Hook.CGROUP_SOCK_CREATE, 1, "should have been in", "R0", Asm.mov64(R0, 5), Asm.exit()),
    UNREACHABLE_CODE(Hook.XDP, -1, "unreachable insn 2", "", Asm.mov64(R0, 0), Asm.exit(), Asm.exit()),
    MISALIGNED_STACK(
            Hook.XDP,
            0,
            "misaligned stack access",
            "R10",
            Asm.st(Opcode.DW, R10, -12, 0),
            Asm.mov64(R0, 0),
            Asm.exit()),
    POINTER_MULTIPLIED(
            Hook.XDP,
            0,
            "R1 pointer arithmetic with *= operator prohibited",
            "R1",
            Asm.alu64(Opcode.MUL, R1, 2),
            Asm.mov64(R0, 0),
            Asm.exit()),
    ON_THE_OTHER_BRANCH(
            Hook.XDP,
            4,
            "R1 invalid mem access 'scalar'",
            "R0",
            Asm.call(Helper.KTIME_GET_NS),
            Asm.mov64(R1, 3),
            Asm.jump(Opcode.JGT, R0, 7, 1),
            Asm.exit(),
            Asm.ldx(Opcode.W, R0, R1, 0),
            Asm.exit()),
    IN_A_FUNCTION(
            Hook.XDP,
            3,
            "R1 invalid mem access 'scalar'",
            "R1",
            Asm.mov64(R1, 3),
            Asm.callFunction("helper"),
            Asm.exit(),
            Asm.ldx(Opcode.W, R0, R1, 0),
            Asm.exit());

    /** Maps that the programs use. */
    static final List<MapSpec> MAPS = List.of(
            new MapSpec("values", MapType.ARRAY, 4, 8, 1, 0),
            new MapSpec("counts", MapType.HASH, 4, 8, 16, 0),
            new MapSpec("ring", MapType.RINGBUF, 0, 0, 4096, 0));

    /** Index of the instruction that the verifier stops at, or −1. */
    final int instruction;

    /** Part of the reason. */
    final String reason;

    /** A register whose state is known there; empty for none. */
    final String register;

    final ProgramSpec spec;

    RejectedProgram(Hook hook, int instruction, String reason, String register, Instruction... code) {
        this.instruction = instruction;
        this.reason = reason;
        this.register = register;
        this.spec = new ProgramSpec(
                name(),
                AttachSpec.of(hook),
                List.of(code),
                List.of(new ProgramSpec.Function("main", 0, 0), new ProgramSpec.Function("helper", 3, 0))
                        .subList(0, name().equals("IN_A_FUNCTION") ? 2 : 1),
                List.of(new ProgramSpec.Line(0, "Rejected.java", 7, 3, "return mistake();")),
                "Dual BSD/GPL",
                0);
    }
}
