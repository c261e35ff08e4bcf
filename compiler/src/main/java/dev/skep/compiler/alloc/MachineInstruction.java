package dev.skep.compiler.alloc;

import dev.skep.bpf.asm.Opcode;
import dev.skep.bpf.asm.Reference;
import dev.skep.compiler.ir.Position;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A BPF instruction whose registers are numbers: 0 to 10 are the machine's, higher ones virtual. Which operands it reads
 * and writes follows from the opcode.
 */
public final class MachineInstruction {
    /** No register. */
    public static final int NONE = -1;

    /** The frame pointer. */
    public static final int FRAME = 10;

    final int opcode;
    int dst;
    int src;
    int offset;
    final long immediate;
    final @Nullable Reference reference;
    final @Nullable MachineBlock target;
    final int arguments;
    final Position position;
    /** The source register never holds more than this here, or -1 if that is not known. */
    private long sourceBound = -1;

    private MachineInstruction(
            int opcode,
            int dst,
            int src,
            int offset,
            long immediate,
            @Nullable Reference reference,
            @Nullable MachineBlock target,
            int arguments,
            Position position) {
        this.opcode = opcode;
        this.dst = dst;
        this.src = src;
        this.offset = offset;
        this.immediate = immediate;
        this.reference = reference;
        this.target = target;
        this.arguments = arguments;
        this.position = position;
    }

    /** An instruction without a jump. */
    public static MachineInstruction of(int opcode, int dst, int src, int offset, long immediate, Position position) {
        return new MachineInstruction(opcode, dst, src, offset, immediate, null, null, 0, position);
    }

    /** A wide load of something by name, or of a number if {@code reference} is null. */
    public static MachineInstruction wide(int dst, long immediate, @Nullable Reference reference, Position position) {
        return new MachineInstruction(Opcode.LD_IMM64, dst, NONE, 0, immediate, reference, null, 0, position);
    }

    /** A conditional or unconditional jump. */
    public static MachineInstruction jump(
            int opcode, int dst, int src, long immediate, MachineBlock target, Position position) {
        return new MachineInstruction(opcode, dst, src, 0, immediate, null, target, 0, position);
    }

    /** A call with its first arguments in R1 and up. */
    public static MachineInstruction call(
            int arguments, long immediate, @Nullable Reference reference, Position position) {
        return new MachineInstruction(
                Opcode.JMP | Opcode.CALL, NONE, NONE, 0, immediate, reference, null, arguments, position);
    }

    /** {@code dst = src}, all 64 bits. */
    public static MachineInstruction move(int dst, int src, Position position) {
        return of(Opcode.ALU64 | Opcode.MOV | Opcode.X, dst, src, 0, 0, position);
    }

    /** Says that the source register is proven to hold a number from 0 to {@code most} here. */
    public MachineInstruction boundedBy(@Nullable Long most) {
        if (most != null) {
            sourceBound = most;
        }
        return this;
    }

    long sourceBound() {
        return sourceBound;
    }

    public int opcode() {
        return opcode;
    }

    public int dst() {
        return dst;
    }

    public int src() {
        return src;
    }

    public int offset() {
        return offset;
    }

    public long immediate() {
        return immediate;
    }

    public @Nullable Reference reference() {
        return reference;
    }

    public @Nullable MachineBlock target() {
        return target;
    }

    public Position position() {
        return position;
    }

    /** Whether it is a plain 64-bit copy of a register. */
    public boolean isMove() {
        return opcode == (Opcode.ALU64 | Opcode.MOV | Opcode.X) && offset == 0;
    }

    public boolean isCall() {
        return opcode == (Opcode.JMP | Opcode.CALL);
    }

    public boolean isExit() {
        return opcode == (Opcode.JMP | Opcode.EXIT);
    }

    private int kind() {
        return opcode & 7;
    }

    private boolean fromRegister() {
        return (opcode & Opcode.X) != 0;
    }

    /** Whether it makes {@code dst} from a constant alone, so that it can be made again anywhere. */
    boolean rematerializable() {
        boolean moveImmediate =
                (kind() == Opcode.ALU || kind() == Opcode.ALU64) && (opcode & 0xf0) == Opcode.MOV && !fromRegister();
        return opcode == Opcode.LD_IMM64 || moveImmediate;
    }

    /** The register that is written, or {@link #NONE}; calls write R0 to R5 besides. */
    int defined() {
        return switch (kind()) {
            case Opcode.ALU, Opcode.ALU64, Opcode.LDX, Opcode.LD -> dst;
            default -> NONE;
        };
    }

    /** Tells each register that is read. */
    void forEachUse(IntConsumer use) {
        switch (kind()) {
            case Opcode.ALU, Opcode.ALU64 -> arithmeticUses(use);
            case Opcode.LDX -> use.accept(src);
            case Opcode.ST -> use.accept(dst);
            case Opcode.STX -> {
                use.accept(dst);
                use.accept(src);
            }
            case Opcode.JMP, Opcode.JMP32 -> jumpUses(use);
            default -> {}
        }
    }

    private void arithmeticUses(IntConsumer use) {
        int operation = opcode & 0xf0;
        if (operation != Opcode.MOV) {
            use.accept(dst);
        }
        boolean unary = operation == Opcode.NEG || operation == Opcode.END;
        if (fromRegister() && !unary) {
            use.accept(src);
        }
    }

    private void jumpUses(IntConsumer use) {
        if (isCall()) {
            for (int i = 1; i <= arguments; i++) {
                use.accept(i);
            }
        } else if (isExit()) {
            use.accept(0);
        } else if ((opcode & 0xf0) != Opcode.JA) {
            use.accept(dst);
            if (fromRegister()) {
                use.accept(src);
            }
        }
    }
}
