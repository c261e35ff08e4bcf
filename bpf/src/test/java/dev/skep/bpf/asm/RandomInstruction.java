package dev.skep.bpf.asm;

import static dev.skep.bpf.asm.Opcode.*;

import java.util.SplittableRandom;

/** Draws instructions from the whole instruction set, v1 to v4. */
final class RandomInstruction {
    private static final int[] SIZES = {B, H, W, DW};
    private static final int[] OPERATIONS = {ADD, SUB, MUL, DIV, OR, AND, LSH, RSH, MOD, XOR, MOV, ARSH};
    private static final int[] CONDITIONS = {JEQ, JGT, JGE, JSET, JNE, JSGT, JSGE, JLT, JLE, JSLT, JSLE};
    private static final int[] ATOMICS = {ADD, OR, AND, XOR};

    private RandomInstruction() {}

    static Instruction next(SplittableRandom random) {
        Register dst = Register.of(random.nextInt(11));
        Register src = Register.of(random.nextInt(11));
        int imm = random.nextInt();
        int off = (short) random.nextInt();
        int size = pick(random, SIZES);
        int wordSize = random.nextBoolean() ? W : DW;
        int operation = pick(random, OPERATIONS);
        int condition = pick(random, CONDITIONS);
        int atomic = pick(random, ATOMICS);
        return switch (random.nextInt(32)) {
            case 0 -> Asm.alu64(operation, dst, src);
            case 1 -> Asm.alu64(operation, dst, imm);
            case 2 -> Asm.alu32(operation, dst, src);
            case 3 -> Asm.alu32(operation, dst, imm);
            case 4 -> random.nextBoolean() ? Asm.neg64(dst) : Asm.neg32(dst);
            case 5 -> random.nextBoolean() ? Asm.sdiv64(dst, src) : Asm.sdiv64(dst, imm);
            case 6 -> random.nextBoolean() ? Asm.smod32(dst, src) : Asm.smod32(dst, imm);
            case 7 -> Asm.movsx64(dst, src, 8 << random.nextInt(3));
            case 8 -> Asm.movsx32(dst, src, 8 << random.nextInt(2));
            case 9 -> Asm.be(dst, 16 << random.nextInt(3));
            case 10 -> Asm.le(dst, 16 << random.nextInt(3));
            case 11 -> Asm.bswap(dst, 16 << random.nextInt(3));
            case 12 -> Asm.ldx(size, dst, src, off);
            case 13 -> Asm.ldxs(size == DW ? W : size, dst, src, off);
            case 14 -> Asm.st(size, dst, off, imm);
            case 15 -> Asm.stx(size, dst, off, src);
            case 16 -> Asm.ldabs(size == DW ? W : size, imm & 0xffff);
            case 17 -> Asm.ldind(size == DW ? W : size, src, imm & 0xffff);
            case 18 -> Asm.atomic(wordSize, atomic, dst, off, src);
            case 19 -> Asm.atomicFetch(wordSize, atomic, dst, off, src);
            case 20 -> Asm.atomicExchange(wordSize, dst, off, src);
            case 21 -> Asm.atomicCompareExchange(wordSize, dst, off, src);
            case 22 -> Asm.jump(condition, dst, src, off);
            case 23 -> Asm.jump(condition, dst, imm, off);
            case 24 -> Asm.jump32(condition, dst, src, off);
            case 25 -> Asm.jump32(condition, dst, imm, off);
            case 26 -> Asm.ja(off);
            case 27 -> Asm.gotol(imm);
            case 28 -> Asm.call(1 + random.nextInt(211));
            case 29 -> Asm.mayGoto(off);
            case 30 -> Asm.exit();
            default -> Asm.ldImm64(dst, random.nextLong());
        };
    }

    private static int pick(SplittableRandom random, int[] from) {
        return from[random.nextInt(from.length)];
    }
}
