package dev.skep.compiler.front;

import dev.skep.compiler.ir.Type;
import java.lang.classfile.Opcode;

/** {@code dup}, {@code pop}, {@code swap} and their like, with a long as one place of the stack. */
final class StackMoves {
    private StackMoves() {}

    static boolean apply(Opcode opcode, State state) {
        switch (opcode) {
            case POP -> state.pop();
            case POP2 -> {
                if (!wide(state.pop())) {
                    state.pop();
                }
            }
            case DUP -> state.push(state.peek());
            case DUP_X1 -> insert(state, 1, 1);
            case DUP_X2 -> insert(state, 1, wide(state.stack.get(state.stack.size() - 2)) ? 1 : 2);
            case DUP2 -> insert(state, wide(state.peek()) ? 1 : 2, 0);
            case DUP2_X1 -> insert(state, wide(state.peek()) ? 1 : 2, 1);
            case DUP2_X2 -> {
                int count = wide(state.peek()) ? 1 : 2;
                insert(state, count, wide(state.stack.get(state.stack.size() - 1 - count)) ? 1 : 2);
            }
            case SWAP -> {
                Operand top = state.pop();
                state.stack.add(state.stack.size() - 1, top);
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    /** Copies the top {@code count} places to below the {@code under} places beneath them. */
    private static void insert(State state, int count, int under) {
        int size = state.stack.size();
        state.stack.addAll(size - count - under, java.util.List.copyOf(state.stack.subList(size - count, size)));
    }

    private static boolean wide(Operand operand) {
        return operand instanceof Operand.Num num && num.value().type() == Type.I64 && !num.boxed();
    }
}
