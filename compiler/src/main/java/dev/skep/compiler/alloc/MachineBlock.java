package dev.skep.compiler.alloc;

import java.util.ArrayList;
import java.util.List;

/** A basic block of machine instructions; jumps stand at its end, what follows in the layout is fallen into. */
public final class MachineBlock {
    private final int id;
    private final int loopDepth;
    private List<MachineInstruction> instructions = new ArrayList<>();
    private final List<MachineBlock> successors = new ArrayList<>();

    public MachineBlock(int id, int loopDepth) {
        this.id = id;
        this.loopDepth = loopDepth;
    }

    public int id() {
        return id;
    }

    /** Number of loops around it. */
    public int loopDepth() {
        return loopDepth;
    }

    public List<MachineInstruction> instructions() {
        return instructions;
    }

    void replaceInstructions(List<MachineInstruction> by) {
        instructions = by;
    }

    public List<MachineBlock> successors() {
        return successors;
    }

    @Override
    public String toString() {
        return "m" + id;
    }
}
