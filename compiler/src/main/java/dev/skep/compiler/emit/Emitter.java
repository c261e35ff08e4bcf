package dev.skep.compiler.emit;

import dev.skep.bpf.asm.Assembler;
import dev.skep.bpf.asm.Instruction;
import dev.skep.bpf.asm.Label;
import dev.skep.bpf.asm.Register;
import dev.skep.compiler.alloc.MachineBlock;
import dev.skep.compiler.alloc.MachineCode;
import dev.skep.compiler.alloc.MachineInstruction;
import dev.skep.compiler.ir.Position;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Writes allocated machine code as BPF instructions, with the source position of each. */
public final class Emitter {
    private final Assembler assembler = new Assembler();
    private final List<Position> positions = new ArrayList<>();

    /** Appends a function; gives the index of its first instruction. */
    public int append(MachineCode code) {
        int start = assembler.position();
        Map<MachineBlock, Label> labels = new HashMap<>();
        code.blocks().forEach(block -> labels.put(block, assembler.label()));
        for (MachineBlock block : code.blocks()) {
            assembler.bind(java.util.Objects.requireNonNull(labels.get(block)));
            for (MachineInstruction i : block.instructions()) {
                Instruction made = new Instruction(
                        i.opcode(),
                        Register.of(Math.max(0, i.dst())),
                        Register.of(Math.max(0, i.src())),
                        (short) i.offset(),
                        i.immediate(),
                        i.reference());
                MachineBlock target = i.target();
                if (target == null) {
                    assembler.append(made);
                } else {
                    assembler.jumpTo(java.util.Objects.requireNonNull(labels.get(target)), made);
                }
                positions.add(i.position());
            }
        }
        return start;
    }

    /** All functions' instructions. */
    public List<Instruction> instructions() {
        return assembler.build();
    }

    /** The source position of each instruction. */
    public List<Position> positions() {
        return positions;
    }
}
