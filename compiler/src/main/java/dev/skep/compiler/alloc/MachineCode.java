package dev.skep.compiler.alloc;

import dev.skep.bpf.asm.Opcode;
import dev.skep.compiler.ir.Position;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A function in machine instructions with virtual registers, its blocks in the order of their layout. */
public final class MachineCode {
    private final List<MachineBlock> blocks;
    private int registers;
    private int frameBytes;
    private @Nullable MachineBlock impossible;

    public MachineCode(List<MachineBlock> blocks, int registers, int frameBytes) {
        this.blocks = blocks;
        this.registers = registers;
        this.frameBytes = frameBytes;
    }

    public List<MachineBlock> blocks() {
        return blocks;
    }

    /** One more than the highest register number. */
    public int registers() {
        return registers;
    }

    int newRegister() {
        return registers++;
    }

    /** Bytes of the frame in use, spill slots included; a multiple of eight. */
    public int frameBytes() {
        return frameBytes;
    }

    /** A block that ends the program with zero, for what cannot happen. */
    MachineBlock impossible() {
        if (impossible == null) {
            int id = blocks.stream().mapToInt(MachineBlock::id).max().orElse(0) + 1;
            MachineBlock made = new MachineBlock(id, 0);
            made.instructions()
                    .add(MachineInstruction.of(
                            Opcode.ALU | Opcode.MOV, 0, MachineInstruction.NONE, 0, 0, Position.UNKNOWN));
            made.instructions()
                    .add(MachineInstruction.of(
                            Opcode.JMP | Opcode.EXIT,
                            MachineInstruction.NONE,
                            MachineInstruction.NONE,
                            0,
                            0,
                            Position.UNKNOWN));
            blocks.add(made);
            impossible = made;
        }
        return impossible;
    }

    /** Offset from the frame pointer of a new spill slot. */
    int newSpillSlot() {
        frameBytes += 8;
        return -frameBytes;
    }
}
