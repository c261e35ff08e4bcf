package dev.skep.compiler.front;

import dev.skep.compiler.ir.Block;
import dev.skep.compiler.ir.Type;
import dev.skep.compiler.ir.Value;
import java.lang.classfile.Instruction;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.classfile.instruction.StackInstruction;
import java.lang.classfile.instruction.StoreInstruction;
import java.lang.classfile.instruction.TypeCheckInstruction;
import org.jspecify.annotations.Nullable;

/**
 * Jump threading before there is anything to repair: an edge that holds a constant (or null, or what cannot be null) is
 * followed through moves to the branch that this constant decides, and goes on behind that branch. This is what turns a
 * boolean method into plain control flow and tests a null only once.
 */
final class Threader {
    private static final int REACH = 12;

    private final Frame frame;

    Threader(Frame frame) {
        this.frame = frame;
    }

    /** Whether the edge was led further; if not, nothing has happened. */
    boolean thread(int target, Block from, State held) {
        MethodCode code = frame.code();
        State state = held.copy();
        int i = target;
        for (int steps = 0; steps < REACH && i < code.size(); steps++) {
            if (code.isLoopHeader(i)) {
                return false;
            }
            Instruction instruction = code.at(i);
            if (instruction instanceof BranchInstruction branch) {
                Boolean taken = MethodCode.isGoto(branch) ? Boolean.TRUE : decide(branch, state);
                if (taken == null) {
                    return false;
                }
                i = taken ? code.target(branch.target()) : i + 1;
                if (!MethodCode.isGoto(branch)) {
                    frame.edge(i, from, state);
                    return true;
                }
            } else if (instruction instanceof ReturnInstruction) {
                return returns(instruction, from, state);
            } else if (move(instruction, state)) {
                i++;
            } else {
                return false;
            }
        }
        return false;
    }

    private boolean returns(Instruction instruction, Block from, State state) {
        boolean some = !state.stack.isEmpty() && instruction.opcode() != java.lang.classfile.Opcode.RETURN;
        frame.exit(from, some ? state.pop() : null);
        return true;
    }

    private boolean move(Instruction instruction, State state) {
        switch (instruction) {
            case LoadInstruction load -> state.push(state.locals[load.slot()]);
            case StoreInstruction store -> state.locals[store.slot()] = state.pop();
            case ConstantInstruction constant -> {
                if (!(constant.constantValue() instanceof Integer number)) {
                    return false;
                }
                state.push(frame.interpreter().number(number));
            }
            case StackInstruction stack -> {
                return StackMoves.apply(stack.opcode(), state);
            }
            case TypeCheckInstruction check -> {
                return check.opcode() == java.lang.classfile.Opcode.CHECKCAST;
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private static @Nullable Boolean decide(BranchInstruction branch, State state) {
        return switch (branch.opcode()) {
            case IFNULL -> nullness(state, true);
            case IFNONNULL -> nullness(state, false);
            case IFEQ, IFNE, IFLT, IFGE, IFGT, IFLE -> {
                Value value = constant(state.peek());
                if (value == null) {
                    yield null;
                }
                state.pop();
                yield Conditions.of(branch.opcode()).holds(Type.I32, value.imm(), 0);
            }
            default -> null;
        };
    }

    private static @Nullable Value constant(Operand operand) {
        return operand instanceof Operand.Num num && num.value().isConst() ? num.value() : null;
    }

    private static @Nullable Boolean nullness(State state, boolean wanted) {
        Boolean isNull = Nullness.of(state.peek());
        if (isNull == null) {
            return null;
        }
        state.pop();
        return isNull == wanted;
    }
}
