package dev.skep.bpf.asm;

import static dev.skep.bpf.asm.Opcode.*;

/**
 * Whole instructions, one static factory each. Operations, sizes and conditions are the constants of {@link Opcode}:
 * {@code alu64(ADD, R1, 8)}, {@code ldx(DW, R2, R1, 16)}, {@code jump(JEQ, R0, 0, 3)}. Jump offsets count eight-byte
 * slots from the next instruction; {@link Assembler} computes them from labels.
 *
 * <p>What a factory says about "v4" needs the fourth version of the instruction set: Linux 6.6.
 */
public final class Asm {
    private Asm() {}

    // --- Moves and arithmetic -----------------------------------------------------------------------------------

    /** {@code dst = src}. */
    public static Instruction mov64(Register dst, Register src) {
        return alu64(MOV, dst, src);
    }

    /** {@code dst = immediate}, sign-extended to 64 bits. */
    public static Instruction mov64(Register dst, int immediate) {
        return alu64(MOV, dst, immediate);
    }

    /** {@code dst = (u32) src}: the upper half becomes zero. */
    public static Instruction mov32(Register dst, Register src) {
        return alu32(MOV, dst, src);
    }

    /** {@code dst = (u32) immediate}: the upper half becomes zero. */
    public static Instruction mov32(Register dst, int immediate) {
        return alu32(MOV, dst, immediate);
    }

    /** {@code dst = dst operation src} in 64 bits; {@code DIV} and {@code MOD} are unsigned. */
    public static Instruction alu64(int operation, Register dst, Register src) {
        return new Instruction(ALU64 | operation | X, dst, src, 0, 0);
    }

    /** {@code dst = dst operation immediate} in 64 bits, the immediate sign-extended. */
    public static Instruction alu64(int operation, Register dst, int immediate) {
        return new Instruction(ALU64 | operation | K, dst, Register.R0, 0, immediate);
    }

    /** {@code dst = (u32) (dst operation src)}; {@code DIV} and {@code MOD} are unsigned. */
    public static Instruction alu32(int operation, Register dst, Register src) {
        return new Instruction(ALU | operation | X, dst, src, 0, 0);
    }

    /** {@code dst = (u32) (dst operation immediate)}. */
    public static Instruction alu32(int operation, Register dst, int immediate) {
        return new Instruction(ALU | operation | K, dst, Register.R0, 0, immediate);
    }

    /** {@code dst = -dst}. */
    public static Instruction neg64(Register dst) {
        return alu64(NEG, dst, 0);
    }

    /** {@code dst = (u32) -dst}. */
    public static Instruction neg32(Register dst) {
        return alu32(NEG, dst, 0);
    }

    /** Signed division in 64 bits (v4). */
    public static Instruction sdiv64(Register dst, Register src) {
        return alu64(DIV, dst, src).withOffset(1);
    }

    /** Signed division in 64 bits (v4). */
    public static Instruction sdiv64(Register dst, int immediate) {
        return alu64(DIV, dst, immediate).withOffset(1);
    }

    /** Signed division in 32 bits (v4). */
    public static Instruction sdiv32(Register dst, Register src) {
        return alu32(DIV, dst, src).withOffset(1);
    }

    /** Signed division in 32 bits (v4). */
    public static Instruction sdiv32(Register dst, int immediate) {
        return alu32(DIV, dst, immediate).withOffset(1);
    }

    /** Signed remainder in 64 bits (v4). */
    public static Instruction smod64(Register dst, Register src) {
        return alu64(MOD, dst, src).withOffset(1);
    }

    /** Signed remainder in 64 bits (v4). */
    public static Instruction smod64(Register dst, int immediate) {
        return alu64(MOD, dst, immediate).withOffset(1);
    }

    /** Signed remainder in 32 bits (v4). */
    public static Instruction smod32(Register dst, Register src) {
        return alu32(MOD, dst, src).withOffset(1);
    }

    /** Signed remainder in 32 bits (v4). */
    public static Instruction smod32(Register dst, int immediate) {
        return alu32(MOD, dst, immediate).withOffset(1);
    }

    /** {@code dst} = the low 8, 16 or 32 bits of {@code src}, sign-extended to 64 bits (v4). */
    public static Instruction movsx64(Register dst, Register src, int bits) {
        return mov64(dst, src).withOffset(oneOf(bits, 8, 16, 32));
    }

    /** {@code dst} = the low 8 or 16 bits of {@code src}, sign-extended to 32 bits, upper half zero (v4). */
    public static Instruction movsx32(Register dst, Register src, int bits) {
        return mov32(dst, src).withOffset(oneOf(bits, 8, 16));
    }

    /** Host order to big endian of the low 16, 32 or 64 bits, the rest zeroed. */
    public static Instruction be(Register dst, int bits) {
        return new Instruction(ALU | END | X, dst, Register.R0, 0, oneOf(bits, 16, 32, 64));
    }

    /** Host order to little endian of the low 16, 32 or 64 bits: on this host, truncation. */
    public static Instruction le(Register dst, int bits) {
        return new Instruction(ALU | END | K, dst, Register.R0, 0, oneOf(bits, 16, 32, 64));
    }

    /** Unconditional byte swap of the low 16, 32 or 64 bits, the rest zeroed (v4). */
    public static Instruction bswap(Register dst, int bits) {
        return new Instruction(ALU64 | END, dst, Register.R0, 0, oneOf(bits, 16, 32, 64));
    }

    // --- Memory -------------------------------------------------------------------------------------------------

    /** {@code dst = *(size *)(src + offset)}, zero-extended. */
    public static Instruction ldx(int size, Register dst, Register src, int offset) {
        return new Instruction(LDX | MEM | size, dst, src, offset, 0);
    }

    /** {@code dst = *(signed size *)(src + offset)}, sign-extended to 64 bits; size B, H or W (v4). */
    public static Instruction ldxs(int size, Register dst, Register src, int offset) {
        if (size == DW) {
            throw new IllegalArgumentException("a sign-extending load has at most 32 bits");
        }
        return new Instruction(LDX | MEMSX | size, dst, src, offset, 0);
    }

    /** {@code *(size *)(dst + offset) = immediate}. */
    public static Instruction st(int size, Register dst, int offset, int immediate) {
        return new Instruction(ST | MEM | size, dst, Register.R0, offset, immediate);
    }

    /** {@code *(size *)(dst + offset) = src}. */
    public static Instruction stx(int size, Register dst, int offset, Register src) {
        return new Instruction(STX | MEM | size, dst, src, offset, 0);
    }

    /** {@code r0 =} the packet's bytes at {@code offset}, in host order; ends the program when out of bounds. */
    public static Instruction ldabs(int size, int offset) {
        return new Instruction(LD | ABS | size, Register.R0, Register.R0, 0, offset);
    }

    /** {@code r0 =} the packet's bytes at {@code src + offset}, in host order. */
    public static Instruction ldind(int size, Register src, int offset) {
        return new Instruction(LD | IND | size, Register.R0, src, 0, offset);
    }

    // --- Atomics (size W or DW) ---------------------------------------------------------------------------------

    /** {@code lock *(size *)(dst + offset) operation= src}; operation ADD, AND, OR or XOR. */
    public static Instruction atomic(int size, int operation, Register dst, int offset, Register src) {
        return atomicOperation(size, arithmetic(operation), dst, offset, src);
    }

    /** As {@link #atomic}, and {@code src} receives the value before. */
    public static Instruction atomicFetch(int size, int operation, Register dst, int offset, Register src) {
        return atomicOperation(size, arithmetic(operation) | FETCH, dst, offset, src);
    }

    /** Stores {@code src}, which receives the value before. */
    public static Instruction atomicExchange(int size, Register dst, int offset, Register src) {
        return atomicOperation(size, XCHG, dst, offset, src);
    }

    /** Stores {@code src} if the value equals r0; r0 receives the value before. */
    public static Instruction atomicCompareExchange(int size, Register dst, int offset, Register src) {
        return atomicOperation(size, CMPXCHG, dst, offset, src);
    }

    private static Instruction atomicOperation(int size, int operation, Register dst, int offset, Register src) {
        if (size != W && size != DW) {
            throw new IllegalArgumentException("an atomic operation has 32 or 64 bits");
        }
        return new Instruction(STX | ATOMIC | size, dst, src, offset, operation);
    }

    private static int arithmetic(int operation) {
        return switch (operation) {
            case ADD, AND, OR, XOR -> operation;
            default -> throw new IllegalArgumentException("no atomic operation 0x" + Integer.toHexString(operation));
        };
    }

    // --- Jumps and calls ----------------------------------------------------------------------------------------

    /** {@code if dst condition src goto pc+offset}, comparing 64 bits. */
    public static Instruction jump(int condition, Register dst, Register src, int offset) {
        return new Instruction(JMP | condition | X, dst, src, offset, 0);
    }

    /** {@code if dst condition immediate goto pc+offset}, comparing 64 bits, the immediate sign-extended. */
    public static Instruction jump(int condition, Register dst, int immediate, int offset) {
        return new Instruction(JMP | condition | K, dst, Register.R0, offset, immediate);
    }

    /** {@code if (u32) dst condition (u32) src goto pc+offset}. */
    public static Instruction jump32(int condition, Register dst, Register src, int offset) {
        return new Instruction(JMP32 | condition | X, dst, src, offset, 0);
    }

    /** {@code if (u32) dst condition immediate goto pc+offset}. */
    public static Instruction jump32(int condition, Register dst, int immediate, int offset) {
        return new Instruction(JMP32 | condition | K, dst, Register.R0, offset, immediate);
    }

    /** {@code goto pc+offset}. */
    public static Instruction ja(int offset) {
        return new Instruction(JMP | JA, Register.R0, Register.R0, offset, 0);
    }

    /** {@code gotol pc+offset}: a jump with 32 bits of distance (v4). */
    public static Instruction gotol(int offset) {
        return new Instruction(JMP32 | JA, Register.R0, Register.R0, 0, offset);
    }

    /** {@code may_goto pc+offset}: taken when the run time's loop budget is spent (Linux 6.9). */
    public static Instruction mayGoto(int offset) {
        return new Instruction(JMP | JCOND, Register.R0, Register.R0, offset, 0);
    }

    /** A helper call: arguments r1–r5, result r0. */
    public static Instruction call(Helper helper) {
        return call(helper.number());
    }

    /** A helper call by number. */
    public static Instruction call(int helper) {
        return new Instruction(JMP | CALL, Register.R0, Register.R0, 0, helper);
    }

    /** A call of another function of the same program. */
    public static Instruction callFunction(String name) {
        return new Instruction(JMP | CALL, Register.R0, Register.of(PSEUDO_CALL), 0, 0)
                .withReference(new Reference.Function(name));
    }

    /** A call of a kernel function that BTF describes. */
    public static Instruction callKfunc(String name) {
        return new Instruction(JMP | CALL, Register.R0, Register.of(PSEUDO_KFUNC_CALL), 0, 0)
                .withReference(new Reference.Kfunc(name));
    }

    /** {@code exit}: returns r0. */
    public static Instruction exit() {
        return new Instruction(JMP | EXIT, Register.R0, Register.R0, 0, 0);
    }

    // --- Wide loads (two slots) ---------------------------------------------------------------------------------

    /** {@code dst = value}, all 64 bits. */
    public static Instruction ldImm64(Register dst, long value) {
        return new Instruction(LD_IMM64, dst, Register.R0, 0, value);
    }

    /** {@code dst =} the address of a map object, as helpers take it. */
    public static Instruction ldMap(Register dst, String map) {
        return wide(dst, PSEUDO_MAP_FD, new Reference.Map(map));
    }

    /** {@code dst =} an address inside the only value of an array map. */
    public static Instruction ldMapValue(Register dst, String map, int offset) {
        return wide(dst, PSEUDO_MAP_VALUE, new Reference.MapValue(map, offset));
    }

    /** {@code dst =} a function of the same program, for helpers that take a callback. */
    public static Instruction ldFunction(Register dst, String name) {
        return wide(dst, PSEUDO_FUNC, new Reference.Function(name));
    }

    /** {@code dst =} the address of a kernel variable. */
    public static Instruction ldKernelVariable(Register dst, String name) {
        return wide(dst, PSEUDO_BTF_ID, new Reference.KernelVariable(name));
    }

    private static Instruction wide(Register dst, int pseudoSource, Reference reference) {
        return new Instruction(LD_IMM64, dst, Register.of(pseudoSource), 0, 0).withReference(reference);
    }

    private static int oneOf(int bits, int... allowed) {
        for (int each : allowed) {
            if (bits == each) {
                return bits;
            }
        }
        throw new IllegalArgumentException("not a width of this instruction: " + bits + " bits");
    }
}
