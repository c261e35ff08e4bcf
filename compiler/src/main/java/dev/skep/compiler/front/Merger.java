package dev.skep.compiler.front;

import dev.skep.compiler.front.Operand.ArrayRef;
import dev.skep.compiler.front.Operand.Constant;
import dev.skep.compiler.front.Operand.ContextRef;
import dev.skep.compiler.front.Operand.EnumNumber;
import dev.skep.compiler.front.Operand.Maybe;
import dev.skep.compiler.front.Operand.Null;
import dev.skep.compiler.front.Operand.Num;
import dev.skep.compiler.front.Operand.RecordValue;
import dev.skep.compiler.front.Operand.Ref;
import dev.skep.compiler.front.Operand.View;
import dev.skep.compiler.ir.Block;
import dev.skep.compiler.ir.Builder;
import dev.skep.compiler.ir.Type;
import dev.skep.compiler.ir.Value;
import dev.skep.compiler.layout.Layout;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Joins what several paths hold in the same place: equal things stay, numbers and references become phis. */
final class Merger {
    private final Unit unit;

    Merger(Unit unit) {
        this.unit = unit;
    }

    /** The state at the start of {@code into}, whose predecessors are the blocks of the edges in their order. */
    State merge(Block into, List<Edge> edges) {
        State result = edges.getFirst().state().copy();
        for (int i = 0; i < result.locals.length; i++) {
            int slot = i;
            result.locals[i] =
                    merge(into, edges.stream().map(e -> e.state().locals[slot]).toList(), edges);
        }
        for (int i = 0; i < result.stack.size(); i++) {
            int slot = i;
            result.stack.set(
                    i,
                    merge(
                            into,
                            edges.stream().map(e -> e.state().stack.get(slot)).toList(),
                            edges));
        }
        return result;
    }

    /**
     * Makes edges ready to be merged: where one holds something whose being null has not been tested, and others hold
     * something else there, it is tested now, and the edge becomes two.
     */
    List<Edge> settle(List<Edge> edges) {
        if (edges.size() == 1) {
            return edges;
        }
        List<Edge> settled = edges;
        State shape = edges.getFirst().state();
        for (int i = 0; i < shape.locals.length; i++) {
            int slot = i;
            settled = settle(settled, state -> state.locals[slot]);
        }
        for (int i = 0; i < shape.stack.size(); i++) {
            int slot = i;
            settled = settle(settled, state -> state.stack.get(slot));
        }
        return settled;
    }

    private List<Edge> settle(List<Edge> edges, Function<State, Operand> place) {
        List<Operand> operands = edges.stream().map(e -> place.apply(e.state())).toList();
        Operand first = operands.getFirst();
        if (operands.stream().allMatch(first::equals) || operands.contains(Operand.UNUSABLE)) {
            return edges;
        }
        List<Edge> settled = new ArrayList<>();
        for (Edge edge : edges) {
            Operand operand = place.apply(edge.state());
            if (isUntested(operand)) {
                settled.addAll(test(edge, operand));
            } else {
                settled.add(edge);
            }
        }
        return settled;
    }

    private static boolean isUntested(Operand operand) {
        return operand instanceof View
                || (operand instanceof Ref ref
                        && ref.maybeNull()
                        && ref.shape() instanceof Shape.Plain(Layout layout)
                        && layout.isValue());
    }

    private List<Edge> test(Edge edge, Operand operand) {
        Block absent = unit.graph().newBlock();
        Block present = unit.graph().newBlock();
        unit.build().at(edge.block());
        Frame.branchOnNull(unit, operand, absent, present);
        State none = edge.state().copy();
        none.replace(o -> Frame.same(o, operand) ? Operand.NULL : o);
        unit.build().at(present);
        Operand known = unit.memory().present(operand);
        State some = edge.state().copy();
        some.replace(o -> Frame.same(o, operand) ? known : o);
        return List.of(new Edge(unit.build().block(), some), new Edge(absent, none));
    }

    /** Whether an operand is a boxed number, an enum or a record, and not null. */
    static boolean isValue(Operand operand) {
        return (operand instanceof Num num && num.boxed())
                || operand instanceof RecordValue
                || operand instanceof EnumNumber
                || (operand instanceof Constant constant && constant.object() instanceof Enum<?>);
    }

    private Operand maybes(Block into, List<Operand> operands, List<Edge> edges) {
        Operand like = operands.stream()
                .filter(o -> !(o instanceof Null))
                .map(o -> o instanceof Maybe maybe ? maybe.value() : o)
                .findFirst()
                .orElse(Operand.UNUSABLE);
        List<Value> presences = new ArrayList<>();
        List<Operand> values = new ArrayList<>();
        for (Operand operand : operands) {
            if (!(maybe(operand, like) instanceof Maybe maybe)) {
                return Operand.UNUSABLE;
            }
            presences.add(maybe.presence());
            values.add(maybe.value());
        }
        Operand value = merge(into, values, edges);
        return value.equals(Operand.UNUSABLE) ? value : new Maybe(phi(into, presences), value);
    }

    /** An operand as something that may be null; {@code like} says what it is where it is not. */
    Operand maybe(Operand operand, Operand like) {
        return switch (operand) {
            case Maybe maybe -> maybe;
            case Null none -> new Maybe(unit.build().i32(0), zero(like));
            default -> isValue(operand) ? new Maybe(unit.build().i32(1), operand) : Operand.UNUSABLE;
        };
    }

    private Operand zero(Operand like) {
        return switch (like) {
            case Num num -> new Num(unit.build().constant(num.value().type(), 0), num.boxed());
            case RecordValue record ->
                new RecordValue(
                        record.type(),
                        record.components().stream().map(this::zero).toList());
            case EnumNumber number -> new EnumNumber(number.type(), unit.build().i32(0));
            case Constant constant
            when constant.object() instanceof Enum<?> e ->
                new EnumNumber(e.getDeclaringClass(), unit.build().i32(0));
            default -> like;
        };
    }

    private Operand merge(Block into, List<Operand> operands, List<Edge> edges) {
        Operand first = operands.getFirst();
        if (operands.stream().allMatch(first::equals)) {
            return first;
        }
        if (operands.contains(Operand.UNUSABLE)) {
            return Operand.UNUSABLE;
        }
        boolean nullable = operands.stream().anyMatch(o -> o instanceof Null || o instanceof Maybe);
        if (nullable && operands.stream().allMatch(o -> o instanceof Null || o instanceof Maybe || isValue(o))) {
            return maybes(into, operands, edges);
        }
        Operand sample =
                operands.stream().filter(o -> !(o instanceof Null)).findFirst().orElse(first);
        return switch (sample) {
            case Num num -> numbers(into, num, operands);
            case Ref ref -> references(into, ref, operands, edges);
            case ArrayRef array -> arrays(into, array, operands, edges);
            case RecordValue record -> records(into, record, operands, edges);
            case Constant constant
            when constant.object() instanceof Enum<?> e -> enums(into, e.getDeclaringClass(), operands);
            case EnumNumber number -> enums(into, number.type(), operands);
            case ContextRef context -> Operand.UNUSABLE;
            default -> Operand.UNUSABLE;
        };
    }

    private Operand numbers(Block into, Num sample, List<Operand> operands) {
        List<Value> values = new ArrayList<>();
        for (Operand operand : operands) {
            if (!(operand instanceof Num num)
                    || num.value().type() != sample.value().type()) {
                return Operand.UNUSABLE;
            }
            values.add(num.value());
        }
        return new Num(phi(into, values), sample.boxed());
    }

    private Operand enums(Block into, Class<?> type, List<Operand> operands) {
        List<Value> values = new ArrayList<>();
        for (Operand operand : operands) {
            switch (operand) {
                case EnumNumber number when number.type() == type -> values.add(number.ordinal());
                case Constant constant
                when constant.object() instanceof Enum<?> e && e.getDeclaringClass() == type ->
                    values.add(unit.build().i32(e.ordinal()));
                default -> {
                    return Operand.UNUSABLE;
                }
            }
        }
        return new EnumNumber(type, phi(into, values));
    }

    private Operand references(Block into, Ref sample, List<Operand> operands, List<Edge> edges) {
        boolean maybeNull = false;
        boolean sameOffset = true;
        Provenance from = sample.from();
        for (Operand operand : operands) {
            switch (operand) {
                case Null none -> {
                    maybeNull = true;
                    sameOffset &= sample.offset() == 0;
                }
                case Ref ref -> {
                    if (!ref.shape().equals(sample.shape())
                            || ref.from().kernel() != sample.from().kernel()) {
                        return Operand.UNUSABLE;
                    }
                    maybeNull |= ref.maybeNull();
                    sameOffset &= ref.offset() == sample.offset();
                    from = ref.from() == Provenance.UNTRUSTED ? Provenance.UNTRUSTED : from;
                }
                default -> {
                    return Operand.UNUSABLE;
                }
            }
        }
        List<Value> bases = new ArrayList<>();
        for (int i = 0; i < operands.size(); i++) {
            bases.add(base(operands.get(i), !sameOffset, edges.get(i).block()));
        }
        return new Ref(phi(into, bases), sameOffset ? sample.offset() : 0, sample.shape(), from, maybeNull);
    }

    /** The base of a reference, its offset added at the end of the edge's block if that is asked for. */
    Value base(Operand operand, boolean addOffset, Block edge) {
        if (!(operand instanceof Ref ref)) {
            return unit.build().nullPointer();
        }
        return addOffset ? at(edge, ref.base(), ref.offset()) : ref.base();
    }

    private Value at(Block edge, Value base, long offset) {
        return unit.atEnd(edge, build -> build.offset(base, offset));
    }

    private Operand arrays(Block into, ArrayRef sample, List<Operand> operands, List<Edge> edges) {
        List<Value> bases = new ArrayList<>();
        boolean sameOffset = true;
        for (Operand operand : operands) {
            if (!(operand instanceof ArrayRef array)
                    || !array.element().equals(sample.element())
                    || array.length() != sample.length()
                    || array.from() != sample.from()) {
                return Operand.UNUSABLE;
            }
            sameOffset &= array.offset() == sample.offset();
        }
        for (int i = 0; i < operands.size(); i++) {
            ArrayRef array = (ArrayRef) operands.get(i);
            bases.add(sameOffset ? array.base() : at(edges.get(i).block(), array.base(), array.offset()));
        }
        return new ArrayRef(
                phi(into, bases), sameOffset ? sample.offset() : 0, sample.element(), sample.length(), sample.from());
    }

    private Operand records(Block into, RecordValue sample, List<Operand> operands, List<Edge> edges) {
        for (Operand operand : operands) {
            if (!(operand instanceof RecordValue record) || record.type() != sample.type()) {
                return Operand.UNUSABLE;
            }
        }
        List<Operand> components = new ArrayList<>();
        for (int i = 0; i < sample.components().size(); i++) {
            int index = i;
            components.add(merge(
                    into,
                    operands.stream()
                            .map(o -> ((RecordValue) o).components().get(index))
                            .toList(),
                    edges));
        }
        return new RecordValue(sample.type(), components);
    }

    private Value phi(Block into, List<Value> values) {
        Value first = values.getFirst();
        if (values.stream().allMatch(v -> v == first)) {
            return first;
        }
        Type type = values.stream()
                .map(Value::type)
                .filter(t -> t == Type.PTR)
                .findFirst()
                .orElse(first.type());
        Builder build = unit.build();
        Value phi = build.phi(into, type);
        phi.args().addAll(values);
        return phi;
    }
}
