package dev.skep.bpf.asm;

/** A place in the code that jumps can name before it is known; made and bound by one {@link Assembler}. */
public final class Label {
    static final int UNBOUND = -1;

    final String name;
    int instructionIndex = UNBOUND;

    Label(String name) {
        this.name = name;
    }

    /** Whether the label has its place. */
    public boolean isBound() {
        return instructionIndex != UNBOUND;
    }

    @Override
    public String toString() {
        return name;
    }
}
