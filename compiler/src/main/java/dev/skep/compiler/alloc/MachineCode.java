package dev.skep.compiler.alloc;

import java.util.List;

/** A function in machine instructions with virtual registers, its blocks in the order of their layout. */
public final class MachineCode {
    private final List<MachineBlock> blocks;
    private int registers;
    private int frameBytes;

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

    /** Offset from the frame pointer of a new spill slot. */
    int newSpillSlot() {
        frameBytes += 8;
        return -frameBytes;
    }
}
