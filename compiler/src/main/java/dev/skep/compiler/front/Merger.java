package dev.skep.compiler.front;

import dev.skep.compiler.front.Operand.ArrayRef;
import dev.skep.compiler.front.Operand.Constant;
import dev.skep.compiler.front.Operand.ContextRef;
import dev.skep.compiler.front.Operand.EnumNumber;
import dev.skep.compiler.front.Operand.Null;
import dev.skep.compiler.front.Operand.Num;
import dev.skep.compiler.front.Operand.RecordValue;
import dev.skep.compiler.front.Operand.Ref;
import dev.skep.compiler.ir.Block;
import dev.skep.compiler.ir.Builder;
import dev.skep.compiler.ir.Type;
import dev.skep.compiler.ir.Value;
import java.util.ArrayList;
import java.util.List;

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

    private Operand merge(Block into, List<Operand> operands, List<Edge> edges) {
        Operand first = operands.getFirst();
        if (operands.stream().allMatch(first::equals)) {
            return first;
        }
        if (operands.contains(Operand.UNUSABLE)) {
            return Operand.UNUSABLE;
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
