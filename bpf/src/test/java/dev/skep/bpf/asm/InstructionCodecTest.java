package dev.skep.bpf.asm;

import static dev.skep.bpf.asm.Register.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skep.bpf.Seeded;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
class InstructionCodecTest {
    @Test
    void decodesWhatItEncoded() {
        Seeded.check(2_000, random -> {
            List<Instruction> instructions = Stream.generate(() -> RandomInstruction.next(random))
                    .limit(1 + random.nextInt(30))
                    .toList();
            byte[] bytes = InstructionEncoder.encode(instructions);
            assertThat(bytes).hasSize(InstructionEncoder.slots(instructions) * 8);
            assertThat(InstructionDecoder.decode(bytes)).isEqualTo(instructions);
        });
    }

    @Test
    void refusesRandomBytesOnlyWithItsOwnException() {
        Seeded.check(5_000, random -> {
            byte[] bytes = new byte[random.nextInt(80)];
            random.nextBytes(bytes);
            try {
                List<Instruction> decoded = InstructionDecoder.decode(bytes);
                Disassembler.disassemble(decoded);
                assertThat(InstructionEncoder.encode(decoded)).hasSameSizeAs(bytes);
            } catch (InstructionFormatException e) {
                assertThat(e.offset()).isBetween(0, bytes.length);
            }
        });
    }

    @Test
    void writesTheBytesOfTheStandard() {
        assertThat(hex(Asm.mov64(R0, 2))).isEqualTo("b700000002000000");
        assertThat(hex(Asm.ldx(Opcode.DW, R1, R2, -8))).isEqualTo("7921f8ff00000000");
        assertThat(hex(Asm.ldImm64(R3, 0x1122334455667788L))).isEqualTo("18030000887766550000000044332211");
        assertThat(hex(Asm.jump32(Opcode.JSLT, R4, R5, 3))).isEqualTo("ce54030000000000");
        assertThat(hex(Asm.atomicFetch(Opcode.DW, Opcode.ADD, R1, 0, R2))).isEqualTo("db21000001000000");
        assertThat(hex(Asm.bswap(R1, 32))).isEqualTo("d701000020000000");
        assertThat(hex(Asm.be(R1, 16))).isEqualTo("dc01000010000000");
        assertThat(hex(Asm.exit())).isEqualTo("9500000000000000");
    }

    @Test
    void refusesToEncodeWhatIsStillAName() {
        assertThatThrownBy(() -> InstructionEncoder.encode(List.of(Asm.exit(), Asm.ldMap(R1, "events"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("instruction 1")
                .hasMessageContaining("events");
    }

    @Test
    void givesTheSlotOfEachInstruction() {
        assertThat(InstructionEncoder.slotOffsets(List.of(Asm.ldImm64(R1, 1), Asm.exit(), Asm.exit())))
                .containsExactly(0, 2, 3, 4);
    }

    @Test
    void numbersHelpersAsTheKernelDoes() {
        assertThat(Helper.MAP_LOOKUP_ELEM.number()).isEqualTo(1);
        assertThat(Helper.GET_CURRENT_COMM.number()).isEqualTo(16);
        assertThat(Helper.PROBE_READ_KERNEL.number()).isEqualTo(113);
        assertThat(Helper.RINGBUF_RESERVE.number()).isEqualTo(131);
        assertThat(Helper.LOOP.number()).isEqualTo(181);
        assertThat(Helper.CGRP_STORAGE_DELETE.number()).isEqualTo(211);
        assertThat(Helper.of(6)).isEqualTo(Helper.TRACE_PRINTK);
        assertThat(Helper.of(0)).isNull();
        assertThat(Helper.of(212)).isNull();
    }

    private static String hex(Instruction instruction) {
        return HexFormat.of().formatHex(InstructionEncoder.encode(List.of(instruction)));
    }
}
