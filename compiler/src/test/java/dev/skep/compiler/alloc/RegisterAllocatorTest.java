package dev.skep.compiler.alloc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skep.bpf.asm.Opcode;
import dev.skep.compiler.ir.Position;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
class RegisterAllocatorTest {
    private static final Position HERE = new Position("T.java", 1);
    private static final int FIRST = 11;

    private final MachineBlock block = new MachineBlock(0, 0);
    private int registers = FIRST;

    private int load(int offset) {
        int made = registers++;
        block.instructions().add(MachineInstruction.of(Opcode.LDX | Opcode.MEM | Opcode.DW, made, 1, offset, 0, HERE));
        return made;
    }

    private MachineInstruction add(int dst, int src) {
        MachineInstruction made = MachineInstruction.of(Opcode.ALU64 | Opcode.ADD | Opcode.X, dst, src, 0, 0, HERE);
        block.instructions().add(made);
        return made;
    }

    private MachineCode allocate() {
        block.instructions().add(MachineInstruction.move(0, registers - 1, HERE));
        block.instructions()
                .add(MachineInstruction.of(
                        Opcode.JMP | Opcode.EXIT, MachineInstruction.NONE, MachineInstruction.NONE, 0, 0, HERE));
        MachineCode code = new MachineCode(new ArrayList<>(List.of(block)), registers, 0);
        RegisterAllocator.allocate(code, new BitSet());
        return code;
    }

    private List<MachineInstruction> all(MachineCode code) {
        return code.blocks().stream().flatMap(b -> b.instructions().stream()).toList();
    }

    @Test
    void usesOnlyTheMachinesRegistersAndNoFrameWhileTheySuffice() {
        int sum = load(0);
        for (int i = 1; i < 6; i++) {
            add(sum, load(8 * i));
        }
        MachineCode code = allocate();

        assertThat(code.frameBytes()).isZero();
        assertThat(all(code)).allMatch(i -> i.dst() <= 10 && i.src() <= 10);
    }

    @Test
    void keepsValuesThatLiveOverACallOutOfTheArgumentRegisters() {
        int kept = load(0);
        block.instructions().add(MachineInstruction.call(0, 5, null, HERE));
        int result = registers++;
        block.instructions().add(MachineInstruction.move(result, 0, HERE));
        add(result, kept);
        MachineCode code = allocate();

        MachineInstruction first = all(code).getFirst();
        assertThat(first.dst()).isBetween(6, 9);
    }

    @Test
    void makesConstantsAgainInsteadOfSpillingThem() {
        List<Integer> values = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            int made = registers++;
            block.instructions()
                    .add(MachineInstruction.of(
                            Opcode.ALU64 | Opcode.MOV, made, MachineInstruction.NONE, 0, 1000 + i, HERE));
            values.add(made);
        }
        int sum = load(0);
        values.forEach(v -> add(sum, v));
        MachineCode code = allocate();

        assertThat(code.frameBytes()).isZero();
    }

    @Test
    void testsBoundsAgainAfterReloading() {
        List<Integer> indexes = new ArrayList<>();
        for (int i = 0; i < 14; i++) {
            indexes.add(load(8 * i));
        }
        int pointer = load(200);
        block.instructions().add(MachineInstruction.call(0, 5, null, HERE));
        indexes.forEach(index -> add(pointer, index).boundedBy(63L));
        MachineCode code = allocate();

        assertThat(code.frameBytes()).isPositive();
        List<MachineInstruction> last = all(code);
        for (int i = 0; i + 2 < last.size(); i++) {
            MachineInstruction reload = last.get(i);
            boolean feedsTheSum = reload.opcode() == (Opcode.LDX | Opcode.MEM | Opcode.DW)
                    && reload.src() == MachineInstruction.FRAME
                    && last.get(i + 2).opcode() == (Opcode.ALU64 | Opcode.ADD | Opcode.X)
                    && last.get(i + 2).src() == reload.dst();
            if (feedsTheSum) {
                assertThat(last.get(i + 1).opcode()).isEqualTo(Opcode.JMP | Opcode.JGT);
                assertThat(last.get(i + 1).immediate()).isEqualTo(63);
                assertThat(last.get(i + 1).dst()).isEqualTo(reload.dst());
            }
        }
        assertThat(last.stream()
                        .filter(i -> i.opcode() == (Opcode.JMP | Opcode.JGT))
                        .count())
                .isPositive();
    }
}
