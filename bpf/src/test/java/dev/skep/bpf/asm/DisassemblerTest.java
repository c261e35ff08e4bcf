package dev.skep.bpf.asm;

import static dev.skep.bpf.asm.Opcode.*;
import static dev.skep.bpf.asm.Register.*;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("unit")
class DisassemblerTest {
    static List<Arguments> kernelWords() {
        return List.of(
                Arguments.of(Asm.ldx(DW, R1, R1, 0), "r1 = *(u64 *)(r1 +0)"),
                Arguments.of(Asm.ldxs(H, R1, R10, -4), "r1 = *(s16 *)(r10 -4)"),
                Arguments.of(Asm.jump(JEQ, R0, 0, 3), "if r0 == 0x0 goto pc+3"),
                Arguments.of(Asm.jump(JNE, R0, -1, -3), "if r0 != 0xffffffff goto pc-3"),
                Arguments.of(Asm.jump32(JSLE, R1, R2, 1), "if w1 s<= w2 goto pc+1"),
                Arguments.of(Asm.ja(7), "goto pc+7"),
                Arguments.of(Asm.gotol(70_000), "gotol pc+70000"),
                Arguments.of(Asm.mayGoto(2), "may_goto pc+2"),
                Arguments.of(Asm.mov32(R0, 2), "w0 = 2"),
                Arguments.of(Asm.mov64(R6, R1), "r6 = r1"),
                Arguments.of(Asm.alu64(ADD, R1, -8), "r1 += -8"),
                Arguments.of(Asm.alu32(ARSH, R1, R2), "w1 s>>= w2"),
                Arguments.of(Asm.neg32(R3), "w3 = -w3"),
                Arguments.of(Asm.sdiv64(R1, R2), "r1 s/= r2"),
                Arguments.of(Asm.smod32(R1, 7), "w1 s%= 7"),
                Arguments.of(Asm.movsx64(R1, R2, 32), "r1 = (s32)r2"),
                Arguments.of(Asm.be(R1, 16), "r1 = be16 r1"),
                Arguments.of(Asm.bswap(R1, 64), "r1 = bswap64 r1"),
                Arguments.of(Asm.st(B, R10, -1, 5), "*(u8 *)(r10 -1) = 5"),
                Arguments.of(Asm.stx(W, R10, -8, R1), "*(u32 *)(r10 -8) = r1"),
                Arguments.of(Asm.atomic(DW, ADD, R1, 0, R2), "lock *(u64 *)(r1 +0) += r2"),
                Arguments.of(Asm.atomicFetch(W, XOR, R1, 4, R2), "r2 = atomic_fetch_xor((u32 *)(r1 +4), r2)"),
                Arguments.of(Asm.atomicExchange(DW, R1, 0, R2), "r2 = atomic64_xchg((u64 *)(r1 +0), r2)"),
                Arguments.of(Asm.atomicCompareExchange(W, R1, 0, R2), "r0 = atomic_cmpxchg((u32 *)(r1 +0), r0, r2)"),
                Arguments.of(Asm.ldabs(H, 12), "r0 = *(u16 *)skb[12]"),
                Arguments.of(Asm.ldind(B, R7, 3), "r0 = *(u8 *)skb[r7 + 3]"),
                Arguments.of(Asm.call(Helper.MAP_LOOKUP_ELEM), "call bpf_map_lookup_elem#1"),
                Arguments.of(Asm.callFunction("parse"), "call parse"),
                Arguments.of(Asm.ldMap(R1, "events"), "r1 = map[events]"),
                Arguments.of(Asm.ldMapValue(R1, ".rodata", 16), "r1 = map[.rodata][0]+16"),
                Arguments.of(Asm.ldImm64(R1, -1), "r1 = 0xffffffffffffffff"),
                Arguments.of(Asm.exit(), "exit"));
    }

    @ParameterizedTest
    @MethodSource("kernelWords")
    void speaksAsTheKernelDoes(Instruction instruction, String text) {
        assertThat(Disassembler.disassemble(instruction)).isEqualTo(text);
    }

    @Test
    void numbersLinesBySlots() {
        assertThat(Disassembler.disassemble(List.of(Asm.ldImm64(R1, 1), Asm.mov64(R0, 0), Asm.exit())))
                .isEqualTo("   0: (18) r1 = 0x1\n   2: (b7) r0 = 0\n   3: (95) exit\n");
    }
}
