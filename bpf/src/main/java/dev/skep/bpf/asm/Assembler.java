package dev.skep.bpf.asm;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Builds a list of instructions in which jumps go to labels. Labels may be bound after the jumps to them; {@link
 * #build()} turns them into slot distances. {@link #position()} is the index that functions and source lines are
 * recorded by.
 *
 * <p>A {@code goto} that is too far for 16 bits becomes {@code gotol}, which needs the fourth version of the instruction
 * set; a conditional jump that is too far is refused.
 */
public final class Assembler {
    private final List<Instruction> instructions = new ArrayList<>();
    private final List<@Nullable Label> targets = new ArrayList<>();
    private int labels;

    /** A new label without a place. */
    public Label label() {
        return new Label("L" + labels++);
    }

    /** Gives a label its place: the next instruction. */
    public Assembler bind(Label label) {
        if (label.isBound()) {
            throw new IllegalStateException("label " + label + " is bound already");
        }
        label.instructionIndex = position();
        return this;
    }

    /** A new label at the next instruction. */
    public Label here() {
        Label label = label();
        bind(label);
        return label;
    }

    /** The index of the next instruction (instructions, not slots). */
    public int position() {
        return instructions.size();
    }

    /** Appends an instruction as it is. */
    public Assembler append(Instruction instruction) {
        return append(instruction, null);
    }

    /** Appends instructions as they are. */
    public Assembler append(Instruction... several) {
        for (Instruction instruction : several) {
            append(instruction, null);
        }
        return this;
    }

    /** Appends any kind of jump, whose distance will be that to the label. */
    public Assembler jumpTo(Label target, Instruction jump) {
        if (!isJump(jump)) {
            throw new IllegalArgumentException("not a jump: " + jump);
        }
        return append(jump, target);
    }

    /** {@code goto target}. */
    public Assembler jump(Label target) {
        return append(Asm.ja(0), target);
    }

    /** {@code if dst condition src goto target}, comparing 64 bits. */
    public Assembler jump(int condition, Register dst, Register src, Label target) {
        return append(Asm.jump(condition, dst, src, 0), target);
    }

    /** {@code if dst condition immediate goto target}, comparing 64 bits. */
    public Assembler jump(int condition, Register dst, int immediate, Label target) {
        return append(Asm.jump(condition, dst, immediate, 0), target);
    }

    /** {@code if dst condition src goto target}, comparing 32 bits. */
    public Assembler jump32(int condition, Register dst, Register src, Label target) {
        return append(Asm.jump32(condition, dst, src, 0), target);
    }

    /** {@code if dst condition immediate goto target}, comparing 32 bits. */
    public Assembler jump32(int condition, Register dst, int immediate, Label target) {
        return append(Asm.jump32(condition, dst, immediate, 0), target);
    }

    /**
     * The instructions, with every label resolved.
     *
     * @throws IllegalStateException if a label that is jumped to was never bound, or is too far for a conditional jump
     */
    public List<Instruction> build() {
        int[] slots = InstructionEncoder.slotOffsets(instructions);
        List<Instruction> built = new ArrayList<>(instructions.size());
        for (int i = 0; i < instructions.size(); i++) {
            Label target = targets.get(i);
            built.add(target == null ? instructions.get(i) : resolve(i, target, slots));
        }
        return List.copyOf(built);
    }

    private Instruction resolve(int index, Label target, int[] slots) {
        if (!target.isBound()) {
            throw new IllegalStateException("instruction " + index + " jumps to " + target + ", which is nowhere");
        }
        Instruction jump = instructions.get(index);
        int distance = slots[target.instructionIndex] - slots[index + 1];
        if (isLongJump(jump)) {
            return Asm.gotol(distance);
        }
        if (distance == (short) distance) {
            return jump.withOffset(distance);
        }
        if (jump.opcode() == (Opcode.JMP | Opcode.JA)) {
            return Asm.gotol(distance);
        }
        throw new IllegalStateException(
                "instruction " + index + " jumps " + distance + " slots; a conditional jump reaches 32767");
    }

    private static boolean isLongJump(Instruction instruction) {
        return instruction.opcode() == (Opcode.JMP32 | Opcode.JA);
    }

    private static boolean isJump(Instruction instruction) {
        int operation = instruction.opcode() & 0xf0;
        return switch (instruction.opcodeClass()) {
            case Opcode.JMP -> operation != Opcode.CALL && operation != Opcode.EXIT;
            case Opcode.JMP32 -> true;
            default -> false;
        };
    }

    private Assembler append(Instruction instruction, @Nullable Label target) {
        instructions.add(instruction);
        targets.add(target);
        return this;
    }
}
