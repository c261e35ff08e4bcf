package dev.skep.compiler.front;

import dev.skep.bpf.btf.Btf;
import dev.skep.bpf.btf.BtfType;
import dev.skep.bpf.prog.AttachSpec;
import dev.skep.compiler.CompileException;
import dev.skep.compiler.front.Operand.ContextRef;
import dev.skep.compiler.front.Operand.Num;
import dev.skep.compiler.front.Operand.Ref;
import dev.skep.compiler.ir.Access;
import dev.skep.compiler.ir.Builder;
import dev.skep.compiler.ir.Op;
import dev.skep.compiler.ir.Region;
import dev.skep.compiler.ir.Type;
import dev.skep.compiler.ir.Value;
import dev.skep.compiler.lang.Context;
import dev.skep.compiler.lang.Kernel;
import dev.skep.compiler.lang.Packet;
import dev.skep.compiler.lang.Seq;
import dev.skep.compiler.layout.Layout;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** What a program's parameters are, by the hook it is for: where in the context they lie, and how far they are trusted. */
final class Parameters {
    private static final Access WORD = new Access(8, Region.CONTEXT);
    /** Arguments of a call by the System V ABI, as {@code struct pt_regs} of x86-64 names the registers. */
    private static final String[] ARGUMENT_REGISTERS = {"di", "si", "dx", "cx", "r8", "r9"};

    private final Unit unit;
    private final MethodCode code;
    private final Method method;
    private final AttachSpec attach;

    Parameters(Unit unit, MethodCode code, Method method, AttachSpec attach) {
        this.unit = unit;
        this.code = code;
        this.method = method;
        this.attach = attach;
    }

    private CompileException error(String problem, String hint) {
        return new CompileException(code.position(0), method.getName() + ": " + problem, hint);
    }

    private Builder build() {
        return unit.build();
    }

    private Btf btf() {
        return unit.kernel().btf();
    }

    List<Operand> operands() {
        return switch (attach.kind()) {
            case TP_BTF -> prototype(btf().typedef("btf_trace_" + attach.target()), 1, "tracepoint");
            case FENTRY, FEXIT, FMOD_RET -> prototype(btf().function(attach.target()), 0, "function");
            case LSM, LSM_CGROUP -> prototype(btf().function("bpf_lsm_" + attach.target()), 0, "security hook");
            case RAW_TP -> words(Provenance.UNTRUSTED);
            case KPROBE, KPROBE_MULTI, UPROBE, UPROBE_MULTI -> registers(ARGUMENT_REGISTERS);
            case USDT -> usdt();
            case KRETPROBE, KRETPROBE_MULTI, URETPROBE, URETPROBE_MULTI -> registers(new String[] {"ax"});
            case ITER -> iterator();
            default -> context();
        };
    }

    /** At most one parameter: the context itself. */
    private List<Operand> context() {
        Parameter[] parameters = method.getParameters();
        if (parameters.length > 1) {
            throw error("a program for this hook has one parameter, its context", "");
        }
        return parameters.length == 0 ? List.of() : List.of(contextAs(parameters[0].getType()));
    }

    private Operand contextAs(Class<?> type) {
        Value pointer = unit.context();
        if (Packet.class.isAssignableFrom(type) || type == Context.class) {
            return new ContextRef(pointer, type);
        }
        if (type.isAnnotationPresent(Kernel.class)) {
            return new Ref(pointer, 0, kernelShape(type), Provenance.CONTEXT, false);
        }
        if (type.isInterface() || type.isPrimitive() || type.isArray()) {
            throw error("a " + type.getSimpleName() + " is not the context of this hook", "");
        }
        return new Ref(pointer, 0, new Shape.Plain(Layout.of(type)), Provenance.CONTEXT, false);
    }

    private Shape kernelShape(Class<?> type) {
        String name = type.getAnnotation(Kernel.class).value();
        int id = btf().struct(name).orElseThrow(() -> error("this kernel has no struct " + name, ""));
        return new Shape.KernelStruct(type, id);
    }

    private Value word(int index) {
        return build().load(Type.I64, unit.context(), 8L * index, WORD);
    }

    private Value pointerWord(long offset) {
        return build().load(Type.PTR, unit.context(), offset, WORD);
    }

    /** Arguments as BTF declares them. The typedef of a tracepoint leads to a pointer to its prototype. */
    private List<Operand> prototype(OptionalInt id, int skipped, String what) {
        if (id.isEmpty()) {
            throw error(
                    "this kernel has no " + what + " " + attach.target(),
                    "see `skep doctor`, or guard the program by what the kernel has");
        }
        BtfType.FuncProto proto = proto(id.getAsInt());
        List<BtfType.Param> declared =
                proto.params().subList(skipped, proto.params().size());
        List<Operand> operands = new ArrayList<>();
        Parameter[] parameters = method.getParameters();
        for (int i = 0; i < parameters.length; i++) {
            boolean result = i == declared.size() && skipped == 0;
            if (i > declared.size() || (i == declared.size() && !result)) {
                throw error("has more parameters than " + attach.target() + ", which has " + declared.size(), "");
            }
            int type = result ? proto.returnTypeId() : declared.get(i).typeId();
            operands.add(argument(parameters[i], i, type));
        }
        return operands;
    }

    private BtfType.FuncProto proto(int id) {
        BtfType type = btf().type(btf().resolve(id));
        return switch (type) {
            case BtfType.FuncProto proto -> proto;
            case BtfType.Ptr(int to) -> proto(to);
            case BtfType.Func func -> proto(func.protoId());
            default -> throw error(attach.target() + " has no prototype in BTF", "");
        };
    }

    private Operand argument(Parameter parameter, int index, int typeId) {
        Class<?> type = parameter.getType();
        if (type.isPrimitive()) {
            return new Num(number(word(index), type));
        }
        if (!type.isAnnotationPresent(Kernel.class)) {
            throw error(parameter.getName() + " must be a number or a @Kernel class", "");
        }
        Shape shape = kernelShape(type);
        String pointee = unit.kernel().pointee(typeId);
        boolean known = type.getAnnotation(Kernel.class).value().equals(pointee);
        if (pointee == null) {
            throw error(parameter.getName() + " is no pointer in this kernel", "declare it as a number");
        }
        return new Ref(pointerWord(8L * index), 0, shape, known ? Provenance.TRUSTED : Provenance.UNTRUSTED, false);
    }

    private Value number(Value word, Class<?> type) {
        if (type == long.class) {
            return word;
        }
        Value narrow = build().trunc(word);
        return switch (type.getName()) {
            case "boolean" -> build().binary(Op.AND, narrow, build().i32(0xff));
            case "char" -> build().binary(Op.AND, narrow, build().i32(0xffff));
            default -> Numbers.signed(build(), narrow, type);
        };
    }

    private List<Operand> words(Provenance from) {
        List<Operand> operands = new ArrayList<>();
        Parameter[] parameters = method.getParameters();
        for (int i = 0; i < parameters.length; i++) {
            operands.add(plain(parameters[i], 8L * i, from));
        }
        return operands;
    }

    private Operand plain(Parameter parameter, long offset, Provenance from) {
        Class<?> type = parameter.getType();
        if (type.isPrimitive()) {
            return new Num(number(build().load(Type.I64, unit.context(), offset, WORD), type));
        }
        if (type.isAnnotationPresent(Kernel.class)) {
            return new Ref(pointerWord(offset), 0, kernelShape(type), from, false);
        }
        throw error(parameter.getName() + " must be a number or a @Kernel class", "");
    }

    /** Arguments in registers; a first parameter of type {@link Context} is the context and takes none. */
    private List<Operand> registers(String[] names) {
        List<Operand> operands = new ArrayList<>();
        int next = 0;
        for (Parameter parameter : method.getParameters()) {
            if (parameter.getType() == Context.class && operands.isEmpty()) {
                operands.add(new ContextRef(unit.context(), Context.class));
                continue;
            }
            if (next == names.length) {
                throw error("has more parameters than the " + names.length + " that are passed in registers", "");
            }
            operands.add(plain(parameter, unit.kernel().offset("pt_regs", names[next++]), Provenance.UNTRUSTED));
        }
        return operands;
    }

    private List<Operand> usdt() {
        List<Operand> operands = new ArrayList<>();
        List<Parameter> numbers = new ArrayList<>();
        for (Parameter parameter : method.getParameters()) {
            if (parameter.getType() == Context.class && operands.isEmpty()) {
                operands.add(new ContextRef(unit.context(), Context.class));
            } else if (parameter.getType().isPrimitive()) {
                numbers.add(parameter);
            } else {
                throw error(parameter.getName() + " must be a number", "read what it points at through Mem.user");
            }
        }
        List<Value> values =
                UsdtParameters.of(unit, attach.target(), method.getName()).values(numbers.size(), method.getName());
        for (int i = 0; i < values.size(); i++) {
            operands.add(new Num(number(values.get(i), numbers.get(i).getType())));
        }
        return operands;
    }

    /** The members of {@code struct bpf_iter__<target>} after the first, which is what {@link Seq} stands for. */
    private List<Operand> iterator() {
        String struct = "bpf_iter__" + attach.target();
        int id = btf().struct(struct)
                .orElseThrow(() -> error("this kernel has no iterator over " + attach.target(), ""));
        BtfType.Composite members = (BtfType.Composite) btf().type(id);
        List<Operand> operands = new ArrayList<>();
        int next = 1;
        for (Parameter parameter : method.getParameters()) {
            if (parameter.getType() == Seq.class) {
                operands.add(new ContextRef(unit.context(), Seq.class));
                continue;
            }
            if (next >= members.members().size()) {
                throw error(struct + " has only " + (members.members().size() - 1) + " members to pass", "");
            }
            long offset = members.members().get(next++).bitOffset() / 8;
            Operand plain = plain(parameter, offset, Provenance.TRUSTED);
            operands.add(
                    plain instanceof Ref ref ? new Ref(ref.base(), 0, ref.shape(), Provenance.TRUSTED, true) : plain);
        }
        return operands;
    }
}
