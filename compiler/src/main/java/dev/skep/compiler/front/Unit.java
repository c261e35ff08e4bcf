package dev.skep.compiler.front;

import dev.skep.bpf.btf.Btf;
import dev.skep.compiler.CompileOptions;
import dev.skep.compiler.front.Operand.Comparison;
import dev.skep.compiler.front.Operand.Constant;
import dev.skep.compiler.front.Operand.ContextRef;
import dev.skep.compiler.front.Operand.Num;
import dev.skep.compiler.front.Operand.RecordValue;
import dev.skep.compiler.front.Operand.Ref;
import dev.skep.compiler.ir.Block;
import dev.skep.compiler.ir.Bound;
import dev.skep.compiler.ir.Builder;
import dev.skep.compiler.ir.Cond;
import dev.skep.compiler.ir.Graph;
import dev.skep.compiler.ir.Op;
import dev.skep.compiler.ir.StackSlot;
import dev.skep.compiler.ir.Type;
import dev.skep.compiler.ir.Value;
import dev.skep.compiler.layout.Layout;
import java.lang.reflect.Field;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The translation of one function: its graph, and what the parts of the front end share while they build it. */
final class Unit {
    private final Program program;
    private final Graph graph;
    private final Builder build;
    private final Map<String, LoopHint> hints;
    private final int ordinal;
    private final Merger merger = new Merger(this);
    private final Memory memory = new Memory(this);
    private final Fields fields = new Fields(this);
    private final Arrays arrays = new Arrays(this);
    private final Constants constants = new Constants(this);
    private final Divisions divisions = new Divisions(this);
    private final Scratch scratch = new Scratch(this);
    private final KernelTypes kernel;
    private final MapCalls mapCalls = new MapCalls(this);
    private final PacketCalls packetCalls = new PacketCalls(this);
    private final Functions functions;
    private final List<Intrinsic> intrinsics;
    private final Map<List<Object>, StackSlot> slots = new HashMap<>();
    private final Type resultType;

    Unit(Program program, Graph graph, int ordinal, Type resultType, Map<String, LoopHint> hints, Btf btf) {
        this.program = program;
        this.graph = graph;
        this.build = new Builder(graph);
        this.ordinal = ordinal;
        this.resultType = resultType;
        this.hints = hints;
        this.kernel = new KernelTypes(this, btf);
        this.functions = new Functions(this, program);
        this.intrinsics = List.of(
                new BpfCalls(this),
                new MemCalls(this),
                new KsymsCalls(this),
                mapCalls,
                packetCalls,
                new NumberCalls(this),
                new ObjectCalls(this));
    }

    Graph graph() {
        return graph;
    }

    Builder build() {
        return build;
    }

    CompileOptions options() {
        return program.options();
    }

    ClassFiles files() {
        return program.files();
    }

    MapTable maps() {
        return program.maps();
    }

    Globals globals() {
        return program.globals();
    }

    Merger merger() {
        return merger;
    }

    Memory memory() {
        return memory;
    }

    Fields fields() {
        return fields;
    }

    Arrays arrays() {
        return arrays;
    }

    Constants constants() {
        return constants;
    }

    Divisions divisions() {
        return divisions;
    }

    Scratch scratch() {
        return scratch;
    }

    KernelTypes kernel() {
        return kernel;
    }

    PacketCalls packetCalls() {
        return packetCalls;
    }

    MapCalls mapCalls() {
        return mapCalls;
    }

    Functions functions() {
        return functions;
    }

    int programOrdinal() {
        return ordinal;
    }

    @Nullable Outcome intrinsic(Call call) {
        for (Intrinsic intrinsic : intrinsics) {
            Outcome outcome = intrinsic.apply(call);
            if (outcome != null) {
                return outcome;
            }
        }
        return null;
    }

    // --- Control ------------------------------------------------------------------------------------------------

    /** Ends a block that has no terminator yet with a jump. */
    void jump(Block from, Block to) {
        Block here = build.block();
        build.at(from);
        build.jump(to);
        build.at(here);
    }

    /** Appends to a block, then goes on where the builder was. */
    Value atEnd(Block block, Function<Builder, Value> what) {
        Block here = build.block();
        build.at(block);
        Value made = what.apply(build);
        build.at(here);
        return made;
    }

    /** Ends the block as Java's throw would end the program: nothing more happens, and the result is zero. */
    void abort() {
        build.ret(build.constant(resultType == Type.VOID ? Type.I32 : resultType, 0));
    }

    @Nullable LoopHint hint(String key) {
        return hints.get(key);
    }

    Restart learn(String key, LoopHint hint) {
        LoopHint known = hints.put(key, hint);
        if (hint.equals(known)) {
            hints.put(key, new LoopHint.Mixed());
        }
        return new Restart();
    }

    // --- Values -------------------------------------------------------------------------------------------------

    /** The program's context. */
    Value context() {
        return graph.floating(Op.PARAM, Type.PTR, 0, null);
    }

    /** {@code lcmp} as a number: -1, 0 or 1. */
    Value compare(Frame frame, Comparison c) {
        Cond less = c.signed() ? Cond.SLT : Cond.ULT;
        Value notLess = divisions.select(Cond.EQ, c.a(), c.b(), build.i32(0), build.i32(1));
        return divisions.select(less, c.a(), c.b(), build.i32(-1), notLess);
    }

    /** What {@code ==} on references compares. */
    Value identity(Frame frame, Operand operand) {
        return switch (operand) {
            case Operand.Null none -> build.nullPointer();
            case Ref ref when ref.shape() instanceof Shape.KernelStruct -> build.offset(ref.base(), ref.offset());
            case Operand.EnumNumber number -> number.ordinal();
            case Constant(Object object) when object instanceof Enum<?> e -> build.i32(e.ordinal());
            default -> throw frame.error("these cannot be compared by ==", "compare their fields");
        };
    }

    /** The address of an object. */
    Value address(Frame frame, Operand operand) {
        return switch (operand) {
            case Ref ref -> {
                memory.requirePresent(frame, ref);
                yield build.offset(ref.base(), ref.offset());
            }
            case ContextRef context -> context.pointer();
            case Operand.ArrayRef array -> build.offset(array.base(), array.offset());
            default -> throw fields.notAnObject(frame, operand, "address");
        };
    }

    /** Value of a folded static field: the options' if they have one. */
    @Nullable Object configured(Field field) {
        Object given = options().config().get(field.getDeclaringClass().getSimpleName() + "." + field.getName());
        if (given != null) {
            return given;
        }
        try {
            return field.get(null);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(field + " was made accessible and is not", e);
        }
    }

    byte[] interned(byte[] text) {
        return program.interned(text);
    }

    // --- Memory -------------------------------------------------------------------------------------------------

    /** A slot for a copy of an operand: the same for the same values, since helpers do not write keys. */
    StackSlot slotFor(Operand operand, Layout layout) {
        boolean simple = operand instanceof Num || operand instanceof RecordValue || operand instanceof Constant;
        return simple
                ? slots.computeIfAbsent(List.of(operand, layout), key -> graph.newSlot(layout.bytes()))
                : graph.newSlot(layout.bytes());
    }

    Class<?> type(Frame frame, String descriptor) {
        return Descriptors.type(descriptor, frame.code().owner().getClassLoader());
    }

    Layout layout(Frame frame, Class<?> type) {
        try {
            return Layout.of(type);
        } catch (IllegalArgumentException e) {
            throw frame.error(String.valueOf(e.getMessage()), "");
        }
    }

    Layout packetLayout(Frame frame, Class<?> type) {
        try {
            return Layout.packet(type);
        } catch (IllegalArgumentException e) {
            throw frame.error(String.valueOf(e.getMessage()), "");
        }
    }

    /** The layout of an operand that is whole in memory or can be. */
    Layout layoutOf(Frame frame, Operand operand) {
        return switch (operand) {
            case Ref ref when ref.shape() instanceof Shape.Plain plain -> plain.layout();
            case RecordValue record -> layout(frame, record.type());
            case Num num -> layout(frame, num.value().type() == Type.I64 ? long.class : int.class);
            default -> throw frame.error("a value with a layout is wanted here", "");
        };
    }

    // --- Bounds -------------------------------------------------------------------------------------------------

    /** Demands that a number is proven to be in a range here. */
    void requireRange(Value value, long least, long most, String problem, String hint) {
        if (value.isConst() && value.imm() >= least && value.imm() <= most) {
            return;
        }
        build.raw(Op.CHECK, Type.VOID, List.of(value), 0, new Bound(least, most, problem, hint));
    }

    /** Demands that two non-negative numbers' sum does not exceed a bound. */
    void requireSum(Value a, Value b, long most, String problem, String hint) {
        build.raw(Op.CHECK, Type.VOID, List.of(a, b), 0, new Bound(0, most, problem, hint));
    }
}
