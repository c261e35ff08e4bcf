package dev.skep.compiler.front;

import dev.skep.compiler.CompileException;
import dev.skep.compiler.ir.Value;
import java.lang.reflect.Method;
import java.util.List;

/**
 * A call of a method that the compiler knows.
 *
 * @param frame     the calling method
 * @param name      method name
 * @param method    the method
 * @param args      receiver, if there is one, and arguments
 * @param ignored   whether the result is thrown away
 */
record Call(Frame frame, String name, Method method, List<Operand> args, boolean ignored) {
    Operand arg(int index) {
        return args.get(index);
    }

    Value number(int index) {
        return frame.interpreter().value(args.get(index));
    }

    /** A number that must be constant. */
    long constant(int index, String what) {
        Value value = number(index);
        if (!value.isConst()) {
            throw error(what + " must be a constant", "use a literal, a static final or a @Config value");
        }
        return value.imm();
    }

    /** An existing object of a class that must be known. */
    <T> T object(int index, Class<T> type, String what) {
        if (arg(index) instanceof Operand.Constant(Object object) && type.isInstance(object)) {
            return type.cast(object);
        }
        throw error(what + " must be a constant", "");
    }

    CompileException error(String problem, String hint) {
        return frame.error(problem, hint);
    }
}
