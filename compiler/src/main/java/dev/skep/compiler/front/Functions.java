package dev.skep.compiler.front;

import dev.skep.compiler.front.Operand.ArrayRef;
import dev.skep.compiler.front.Operand.ContextRef;
import dev.skep.compiler.front.Operand.Num;
import dev.skep.compiler.front.Operand.Ref;
import dev.skep.compiler.ir.Builder;
import dev.skep.compiler.ir.Callee;
import dev.skep.compiler.ir.Op;
import dev.skep.compiler.ir.Type;
import dev.skep.compiler.ir.Value;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;

/**
 * Methods that stay functions. A static function takes numbers, the context, and references in the form of its first call;
 * it is verified again at each call. A global one takes numbers and the context only.
 */
final class Functions {
    private static final int MAX_ARGUMENTS = 5;

    private final Unit unit;
    private final Program program;

    Functions(Unit unit, Program program) {
        this.unit = unit;
        this.program = program;
    }

    Outcome call(Call call, boolean global) {
        Method method = call.method();
        if (call.args().size() > MAX_ARGUMENTS) {
            throw call.error("a function of the kernel takes at most five arguments", "");
        }
        Class<?> returned = method.getReturnType();
        Type result = returned == void.class
                ? Type.VOID
                : returned == long.class ? Type.I64 : returned.isPrimitive() ? Type.I32 : null;
        if (result == null) {
            throw call.error(
                    method.getName() + " returns an object, which a function of its own cannot",
                    "remove @Function, so that it is compiled into its callers");
        }
        Signature signature = signature(call, global, result);
        Translated function = program.function(method, global, call.args(), signature, result);
        if (!function.signature().equals(signature)) {
            throw call.error(method.getName() + " is called with other kinds of arguments elsewhere", "");
        }
        List<Value> values = new ArrayList<>();
        for (Operand arg : call.args()) {
            values.add(
                    arg instanceof Num || arg instanceof Operand.Comparison
                            ? call.frame().interpreter().value(arg)
                            : unit.address(call.frame(), arg));
        }
        Value value = unit.build().call(result, Callee.function(method.getName()), values.toArray(Value[]::new));
        return result == Type.VOID ? Outcome.nothing() : Outcome.of(new Num(value));
    }

    private static Signature signature(Call call, boolean global, Type result) {
        List<Signature.Parameter> parameters = new ArrayList<>();
        for (int i = 0; i < call.args().size(); i++) {
            Signature.Kind kind = switch (call.arg(i)) {
                case Num num -> num.value().type() == Type.I64 ? Signature.Kind.LONG : Signature.Kind.INT;
                case Operand.Comparison c -> Signature.Kind.INT;
                case ContextRef context -> Signature.Kind.CONTEXT;
                case Ref ref when ref.from() == Provenance.CONTEXT -> Signature.Kind.CONTEXT;
                case Ref ref when !global && !ref.maybeNull() -> Signature.Kind.POINTER;
                case ArrayRef array when !global -> Signature.Kind.POINTER;
                default ->
                    throw call.error(
                            "argument " + (i + 1) + " cannot be passed to a function of its own",
                            "numbers and the context can; others need @Inline");
            };
            parameters.add(new Signature.Parameter("a" + i, kind, ""));
        }
        Signature.Kind returned = switch (result) {
            case I64 -> Signature.Kind.LONG;
            case VOID -> Signature.Kind.VOID;
            default -> Signature.Kind.INT;
        };
        return new Signature(returned, parameters);
    }

    /** The function's own view of its arguments. */
    List<Operand> parameters(List<Operand> like) {
        List<Operand> own = new ArrayList<>();
        Builder build = unit.build();
        for (int i = 0; i < like.size(); i++) {
            Operand operand = like.get(i);
            Type type = operand instanceof Num num
                    ? num.value().type()
                    : operand instanceof Operand.Comparison ? Type.I32 : Type.PTR;
            Value value = build.graph().floating(Op.PARAM, type, i, null);
            own.add(
                    switch (operand) {
                        case Num num -> new Num(value, num.boxed());
                        case ContextRef context -> new ContextRef(value, context.type());
                        case Ref ref -> new Ref(value, 0, ref.shape(), ref.from(), ref.maybeNull());
                        case ArrayRef array -> new ArrayRef(value, 0, array.element(), array.length(), array.from());
                        default -> new Num(value);
                    });
        }
        return own;
    }
}
