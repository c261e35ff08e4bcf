package dev.skep.compiler.front;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/** Local variables and operand stack at one point of a method. A {@code long} takes one place here, not two. */
final class State {
    final Operand[] locals;
    final List<Operand> stack;

    State(int maxLocals) {
        this(new Operand[maxLocals], new ArrayList<>());
        Arrays.fill(locals, Operand.UNUSABLE);
    }

    private State(Operand[] locals, List<Operand> stack) {
        this.locals = locals;
        this.stack = stack;
    }

    State copy() {
        return new State(locals.clone(), new ArrayList<>(stack));
    }

    void push(Operand operand) {
        stack.add(operand);
    }

    Operand pop() {
        return stack.removeLast();
    }

    Operand peek() {
        return stack.getLast();
    }

    /** Puts another operand wherever one is held. */
    void replace(UnaryOperator<Operand> by) {
        for (int i = 0; i < locals.length; i++) {
            locals[i] = by.apply(locals[i]);
        }
        stack.replaceAll(by);
    }
}
