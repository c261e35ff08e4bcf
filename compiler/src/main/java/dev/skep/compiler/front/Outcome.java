package dev.skep.compiler.front;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a call that the compiler knows ends. */
sealed interface Outcome {
    /** In the builder's block, with a result or none. */
    record Result(@Nullable Operand operand) implements Outcome {}

    /** In several blocks, each with its own result. */
    record Ways(List<Exit> exits) implements Outcome {}

    static Outcome of(Operand operand) {
        return new Result(operand);
    }

    static Outcome nothing() {
        return new Result(null);
    }
}
