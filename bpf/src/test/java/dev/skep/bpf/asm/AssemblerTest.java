package dev.skep.bpf.asm;

import static dev.skep.bpf.asm.Opcode.*;
import static dev.skep.bpf.asm.Register.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
class AssemblerTest {
    @Test
    void countsJumpDistancesInSlots() {
        Assembler assembler = new Assembler();
        Label out = assembler.label();
        Label loop = assembler.here();
        assembler
                .jump(JEQ, R1, 0, out)
                .append(Asm.ldImm64(R2, 1L << 40), Asm.alu64(SUB, R1, 1))
                .jump(loop)
                .bind(out)
                .append(Asm.exit());
        assertThat(assembler.build())
                .containsExactly(
                        Asm.jump(JEQ, R1, 0, 4),
                        Asm.ldImm64(R2, 1L << 40),
                        Asm.alu64(SUB, R1, 1),
                        Asm.ja(-5),
                        Asm.exit());
    }

    @Test
    void makesAFarGotoLong() {
        Assembler assembler = new Assembler();
        Label far = assembler.label();
        assembler.jump(far);
        fill(assembler, 40_000);
        assembler.bind(far).append(Asm.exit());
        assertThat(assembler.build().getFirst()).isEqualTo(Asm.gotol(40_000));
    }

    @Test
    void refusesAConditionalJumpThatIsTooFar() {
        Assembler assembler = new Assembler();
        Label far = assembler.label();
        assembler.jump32(JNE, R1, 7, far);
        fill(assembler, 32_768);
        assembler.bind(far);
        assertThatThrownBy(assembler::build).hasMessageContaining("jumps 32768 slots");
    }

    @Test
    void refusesLabelsThatAreNowhereOrTwice() {
        Assembler assembler = new Assembler();
        Label label = assembler.label();
        assembler.jump(label);
        assertThatThrownBy(assembler::build).hasMessageContaining("nowhere");
        assembler.bind(label);
        assertThatThrownBy(() -> assembler.bind(label)).hasMessageContaining("bound already");
    }

    @Test
    void refusesToJumpByWhatIsNoJump() {
        Assembler assembler = new Assembler();
        assertThatThrownBy(() -> assembler.jumpTo(assembler.label(), Asm.exit()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void remembersReferencesByName() {
        assertThat(List.of(Asm.ldMap(R1, "m"), Asm.ldMapValue(R1, "d", 8), Asm.callFunction("f")))
                .extracting(Instruction::reference)
                .containsExactly(new Reference.Map("m"), new Reference.MapValue("d", 8), new Reference.Function("f"));
    }

    private static void fill(Assembler assembler, int count) {
        for (int i = 0; i < count; i++) {
            assembler.append(Asm.mov64(R0, 0));
        }
    }
}
