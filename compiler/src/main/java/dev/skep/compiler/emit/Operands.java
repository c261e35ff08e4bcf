package dev.skep.compiler.emit;

import dev.skep.bpf.asm.Opcode;
import dev.skep.bpf.asm.Reference;
import dev.skep.compiler.alloc.MachineInstruction;
import dev.skep.compiler.ir.KnownBits;
import dev.skep.compiler.ir.Op;
import dev.skep.compiler.ir.Position;
import dev.skep.compiler.ir.Type;
import dev.skep.compiler.ir.Value;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Values in virtual registers: which register holds which, and how constants and addresses are made where they are used.
 *
 * <p>Conversions that change nothing in the register (truncation, zero extension of a number whose upper half is zero) share
 * the register of their operand, so that what the verifier learns about one holds for the other.
 */
final class Operands {
    private static final int MACHINE = 11;

    private final FrameLayout frame;
    private final Consumer<MachineInstruction> out;
    private final Supplier<Position> position;
    private final UpperHalf upper = new UpperHalf();
    private final Map<Value, Integer> registers = new HashMap<>();
    private final Map<Value, Integer> materialized = new HashMap<>();
    private int nextRegister = MACHINE;

    Operands(FrameLayout frame, Consumer<MachineInstruction> out, Supplier<Position> position) {
        this.frame = frame;
        this.out = out;
        this.position = position;
    }

    /** One more than the highest register in use. */
    int registers() {
        return nextRegister;
    }

    /** Forgets which addresses are in registers: at the start of a block, and where keeping them would cost. */
    void forgetAddresses() {
        materialized.clear();
    }

    int newRegister() {
        return nextRegister++;
    }

    /** The register that holds a value that is not floating. */
    int register(Value value) {
        Value root = root(value);
        return registers.computeIfAbsent(root, key -> newRegister());
    }

    /** The value whose register this one shares. */
    Value root(Value value) {
        Value v = value;
        while (sharesOperand(v)) {
            v = v.is(Op.PTRADD) ? v.arg(1) : v.arg(0);
        }
        return v;
    }

    boolean sharesOperand(Value v) {
        return switch (v.op()) {
            case TRUNC -> !v.arg(0).isConst();
            case ZEXT -> !v.arg(0).isConst() && upper.isZero(v.arg(0));
            case PTRADD -> v.arg(0).isConst(0) && !v.arg(1).isConst();
            case PTRSUB -> v.arg(1).isConst(0) && !v.arg(0).op().floating();
            default -> false;
        };
    }

    /** A register that holds an operand; constants and addresses are made for the purpose. */
    int operand(Value value) {
        Value root = root(value);
        if (!root.op().floating() || root.is(Op.PARAM)) {
            return register(root);
        }
        boolean keep = root.is(Op.MAP_VALUE) || root.is(Op.KSYM) || (root.isConst() && !fitsImmediate(root));
        if (keep && materialized.containsKey(root)) {
            return materialized.get(root);
        }
        int made = newRegister();
        materialize(made, root);
        if (keep) {
            materialized.put(root, made);
        }
        return made;
    }

    static boolean fitsImmediate(Value constant) {
        return constant.isConst() && constant.imm() == (int) constant.imm();
    }

    /** Puts a value of any kind into a register. */
    void into(int register, Value value) {
        into(register, value, null);
    }

    /** The same, for a number that is proven to be neither negative nor above {@code most}, if that is not null. */
    void into(int register, Value value, @Nullable Long most) {
        Value root = root(value);
        if (root.op().floating() && !root.is(Op.PARAM)) {
            materialize(register, root);
        } else {
            out.accept(MachineInstruction.move(register, register(root), position.get())
                    .boundedBy(most));
        }
    }

    void materialize(int register, Value value) {
        switch (value.op()) {
            case CONST -> constant(register, value);
            case STACK -> {
                out.accept(MachineInstruction.move(register, MachineInstruction.FRAME, position.get()));
                long offset = frame.offset(value.slot()) + value.imm();
                out.accept(immediate(Opcode.ALU64 | Opcode.ADD, register, offset));
            }
            case MAP -> wide(register, new Reference.Map(name(value)));
            case MAP_VALUE -> wide(register, new Reference.MapValue(name(value), (int) value.imm()));
            case KSYM -> wide(register, new Reference.KernelVariable(name(value)));
            case FUNCTION -> wide(register, new Reference.Function(name(value)));
            default -> throw new IllegalStateException(value.op() + " is not floating");
        }
    }

    private static String name(Value value) {
        return java.util.Objects.requireNonNull(value.aux()).toString();
    }

    private void wide(int register, Reference reference) {
        out.accept(MachineInstruction.wide(register, 0, reference, position.get()));
    }

    private void constant(int register, Value value) {
        if (value.type() == Type.I32) {
            out.accept(immediate(Opcode.ALU | Opcode.MOV, register, value.imm()));
        } else if (fitsImmediate(value)) {
            out.accept(immediate(Opcode.ALU64 | Opcode.MOV, register, value.imm()));
        } else if (value.imm() >>> 32 == 0) {
            out.accept(immediate(Opcode.ALU | Opcode.MOV, register, (int) value.imm()));
        } else {
            out.accept(MachineInstruction.wide(register, value.imm(), null, position.get()));
        }
    }

    private MachineInstruction immediate(int opcode, int register, long number) {
        return MachineInstruction.of(opcode, register, MachineInstruction.NONE, 0, number, position.get());
    }

    /** Whether the upper half of a register that holds an I32 is known to be zero. */
    private static final class UpperHalf {
        private static final int DEPTH = 12;

        boolean isZero(Value value) {
            return isZero(value, DEPTH);
        }

        private boolean isZero(Value value, int depth) {
            return switch (value.op()) {
                case LOAD, CONST -> true;
                case TRUNC -> (KnownBits.possible(value.arg(0)) & ~0xffff_ffffL) == 0;
                case PHI -> depth > 0 && value.args().stream().allMatch(a -> a == value || isZero(a, depth - 1));
                default -> value.op().arithmetic();
            };
        }
    }
}
