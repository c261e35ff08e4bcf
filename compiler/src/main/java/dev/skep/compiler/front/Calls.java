package dev.skep.compiler.front;

import dev.skep.compiler.front.Operand.NewRecord;
import dev.skep.compiler.front.Operand.RecordValue;
import dev.skep.compiler.front.Operand.Ref;
import dev.skep.compiler.lang.Function;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.StackInstruction;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Invocations: of what the compiler knows, of accessors and constructors, and of the program's own methods, inlined. */
final class Calls {
    private static final int MAX_DEPTH = 24;

    private final Unit unit;
    private final Frame frame;

    Calls(Unit unit, Frame frame) {
        this.unit = unit;
        this.frame = frame;
    }

    /** Executes an invocation; false if control does not go on behind it. */
    boolean invoke(int index, InvokeInstruction instruction) {
        ClassLoader loader = frame.code().owner().getClassLoader();
        Class<?> owner = Descriptors.load(instruction.owner().asInternalName(), loader);
        String name = instruction.name().stringValue();
        Executable method = Descriptors.method(owner, name, instruction.typeSymbol(), loader);
        List<Operand> args = pop(method);
        State before = frame.state().copy();
        Outcome outcome = dispatch(index, method, args);
        return proceed(index + 1, method, outcome, before);
    }

    private boolean proceed(int next, Executable method, Outcome outcome, State before) {
        boolean result = method instanceof Method m && m.getReturnType() != void.class;
        switch (outcome) {
            case Outcome.Result(Operand operand) -> {
                if (result && operand != null) {
                    frame.state().push(operand);
                }
                return true;
            }
            case Outcome.Ways(List<Exit> exits) -> {
                State held = method instanceof Constructor<?> ? frame.state() : before;
                return frame.resume(next, exits, held);
            }
        }
    }

    private List<Operand> pop(Executable method) {
        List<Operand> args = new ArrayList<>();
        for (int i = 0; i < method.getParameterCount(); i++) {
            args.addFirst(frame.state().pop());
        }
        if (!Modifier.isStatic(method.getModifiers())) {
            args.addFirst(frame.state().pop());
        }
        return args;
    }

    private Outcome dispatch(int index, Executable executable, List<Operand> args) {
        if (executable instanceof Constructor<?> constructor) {
            return construct(index, constructor, args);
        }
        Method method = (Method) executable;
        Call call = new Call(frame, method.getName(), method, args, ignored(index + 1));
        Outcome known = unit.intrinsic(call);
        if (known != null) {
            return known;
        }
        if (!Modifier.isStatic(method.getModifiers())) {
            Outcome accessor = accessor(call);
            if (accessor != null) {
                return accessor;
            }
            method = target(method, args.getFirst());
        }
        if (method.getDeclaringClass().getName().startsWith("java.")) {
            throw frame.error(
                    method.getDeclaringClass().getSimpleName() + "." + method.getName() + " is not known in the kernel",
                    "numbers, records, arrays and the types of dev.skep.compiler.lang are");
        }
        Function function = method.getAnnotation(Function.class);
        if (function != null) {
            return unit.functions().call(call, function.global());
        }
        return new Outcome.Ways(inline(index, method, args));
    }

    private boolean ignored(int next) {
        return next < frame.code().size()
                && frame.code().at(next) instanceof StackInstruction stack
                && (stack.opcode() == Opcode.POP || stack.opcode() == Opcode.POP2);
    }

    private @Nullable Outcome accessor(Call call) {
        boolean plain = call.method().getParameterCount() == 0;
        if (!plain) {
            return null;
        }
        return switch (call.arg(0)) {
            case RecordValue record
            when hasComponent(record.type(), call.name()) ->
                Outcome.of(record.components().get(Fields.componentIndex(record.type(), call.name())));
            case Ref ref
            when ref.shape() instanceof Shape.Plain plainShape
                    && hasComponent(plainShape.layout().type(), call.name()) ->
                Outcome.of(unit.fields()
                        .get(frame, ref, Descriptors.field(plainShape.layout().type(), call.name())));
            default -> null;
        };
    }

    private static boolean hasComponent(Class<?> type, String name) {
        if (!type.isRecord()) {
            return false;
        }
        for (var component : type.getRecordComponents()) {
            if (component.getName().equals(name)) {
                return true;
            }
        }
        return false;
    }

    /** The method of the receiver's own class that a virtual call means. */
    private Method target(Method method, Operand receiver) {
        Class<?> type = switch (receiver) {
            case RecordValue record -> record.type();
            case NewRecord record -> record.type;
            case Ref ref
            when ref.shape() instanceof Shape.Plain plain -> plain.layout().type();
            case Ref ref when ref.shape() instanceof Shape.KernelStruct struct -> struct.javaClass();
            case Operand.Constant(Object object) -> object.getClass();
            case Operand.EnumNumber number -> number.type();
            default -> throw unit.fields().notAnObject(frame, receiver, method.getName());
        };
        for (Class<?> c = type; c != null && c != Object.class; c = c.getSuperclass()) {
            for (Method candidate : c.getDeclaredMethods()) {
                if (candidate.getName().equals(method.getName())
                        && java.util.Arrays.equals(candidate.getParameterTypes(), method.getParameterTypes())
                        && !candidate.isBridge()) {
                    return candidate;
                }
            }
        }
        return method;
    }

    private Outcome construct(int index, Constructor<?> constructor, List<Operand> args) {
        Class<?> owner = constructor.getDeclaringClass();
        if (owner == Object.class || owner == Record.class || Throwable.class.isAssignableFrom(owner)) {
            return Outcome.nothing();
        }
        Operand made = args.getFirst();
        List<Exit> exits = inline(index, constructor, args);
        if (made instanceof NewRecord record) {
            Operand value = new RecordValue(record.type, List.of(record.components));
            frame.state().replace(o -> o == made ? value : o);
        }
        return new Outcome.Ways(
                exits.stream().map(e -> new Exit(e.block(), null)).toList());
    }

    private List<Exit> inline(int index, Executable method, List<Operand> args) {
        int depth = 0;
        for (Frame f = frame; f != null; f = f.caller()) {
            if (++depth > MAX_DEPTH) {
                throw frame.error(
                        method.getName() + " is called too deep, or calls itself",
                        "recursion is not for the kernel; turn it into a loop");
            }
        }
        MethodCode code = unit.files().code(method);
        var position = unit.build().position();
        List<Exit> exits = new Frame(unit, code, frame.path() + "/" + index, frame).run(args);
        unit.build().position(position);
        return exits;
    }
}
