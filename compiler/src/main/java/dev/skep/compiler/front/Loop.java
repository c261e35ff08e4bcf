package dev.skep.compiler.front;

import dev.skep.compiler.front.Operand.Maybe;
import dev.skep.compiler.front.Operand.Null;
import dev.skep.compiler.front.Operand.Num;
import dev.skep.compiler.front.Operand.RecordValue;
import dev.skep.compiler.front.Operand.Ref;
import dev.skep.compiler.ir.Block;
import dev.skep.compiler.ir.Type;
import dev.skep.compiler.ir.Value;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A loop whose header is translated before its back edges are known. Every local variable that the loop assigns gets a
 * phi in the form that it enters with; a back edge that brings another form leaves a {@link LoopHint} and the
 * translation begins again.
 */
final class Loop {
    private final Unit unit;
    private final String key;
    private final Block header;
    private final BitSet assigned;
    private final State entered;

    private Loop(Unit unit, String key, Block header, BitSet assigned, State entered) {
        this.unit = unit;
        this.key = key;
        this.header = header;
        this.assigned = assigned;
        this.entered = entered;
    }

    /** Begins a loop: {@code from} has jumped to {@code header} already. */
    static Loop enter(Unit unit, String key, Block header, BitSet assigned, State state) {
        State entered = state.copy();
        Loop loop = new Loop(unit, key, header, assigned, entered);
        for (int i = assigned.nextSetBit(0); i >= 0; i = assigned.nextSetBit(i + 1)) {
            if (i < entered.locals.length) {
                entered.locals[i] = loop.open(entered.locals[i], loop.hint(i));
            }
        }
        return loop;
    }

    State state() {
        return entered.copy();
    }

    private @Nullable LoopHint hint(int local) {
        return unit.hint(key + "/" + local);
    }

    private Operand open(Operand operand, @Nullable LoopHint hint) {
        return switch (hint) {
            case LoopHint.Mixed mixed -> Operand.UNUSABLE;
            case LoopHint.Nullable(Ref like) -> {
                Value base = operand instanceof Ref ref
                        ? offsetBase(ref)
                        : unit.build().nullPointer();
                yield operand instanceof Ref || operand instanceof Null
                        ? new Ref(phi(Type.PTR, base), 0, like.shape(), like.from(), true)
                        : Operand.UNUSABLE;
            }
            case LoopHint.NullableValue(Operand like) ->
                unit.merger().maybe(operand, like) instanceof Maybe m
                        ? new Maybe(phi(Type.I32, m.presence()), open(m.value()))
                        : Operand.UNUSABLE;
            case LoopHint.Moving moving ->
                operand instanceof Ref ref
                        ? new Ref(phi(Type.PTR, offsetBase(ref)), 0, ref.shape(), ref.from(), ref.maybeNull())
                        : Operand.UNUSABLE;
            case null -> open(operand);
        };
    }

    private Value offsetBase(Ref ref) {
        return unit.atEnd(header.predecessors().getFirst(), build -> build.offset(ref.base(), ref.offset()));
    }

    private Operand open(Operand operand) {
        return switch (operand) {
            case Num num -> new Num(phi(num.value().type(), num.value()), num.boxed());
            case Ref ref -> new Ref(phi(Type.PTR, ref.base()), ref.offset(), ref.shape(), ref.from(), ref.maybeNull());
            case RecordValue record -> {
                List<Operand> opened = new ArrayList<>();
                record.components().forEach(c -> opened.add(open(c)));
                yield new RecordValue(record.type(), opened);
            }
            default -> operand;
        };
    }

    private Value phi(Type type, Value entry) {
        Value phi = unit.build().openPhi(header, type);
        phi.args().add(entry);
        return phi;
    }

    /** Adds a back edge from the end of a block. */
    void back(Edge edge) {
        unit.jump(edge.block(), header);
        for (int i = assigned.nextSetBit(0); i >= 0; i = assigned.nextSetBit(i + 1)) {
            if (i < entered.locals.length) {
                close(key + "/" + i, entered.locals[i], edge.state().locals[i], edge.block());
            }
        }
    }

    private void close(String hintKey, Operand open, Operand comes, Block edge) {
        switch (open) {
            case Num num -> {
                if (num.boxed() && (comes instanceof Null || comes instanceof Maybe)) {
                    throw unit.learn(hintKey, new LoopHint.NullableValue(num));
                }
                if (!(comes instanceof Num c) || c.value().type() != num.value().type()) {
                    throw unit.learn(hintKey, new LoopHint.Mixed());
                }
                num.value().args().add(c.value());
            }
            case Ref ref -> closeReference(hintKey, ref, comes, edge);
            case RecordValue record -> {
                if (comes instanceof Null || comes instanceof Maybe) {
                    throw unit.learn(hintKey, new LoopHint.NullableValue(record));
                }
                if (!(comes instanceof RecordValue c) || c.type() != record.type()) {
                    throw unit.learn(hintKey, new LoopHint.Mixed());
                }
                for (int i = 0; i < record.components().size(); i++) {
                    close(hintKey, record.components().get(i), c.components().get(i), edge);
                }
            }
            case Maybe maybe -> {
                if (!(unit.merger().maybe(comes, maybe.value()) instanceof Maybe c)) {
                    throw unit.learn(hintKey, new LoopHint.Mixed());
                }
                maybe.presence().args().add(c.presence());
                close(hintKey, maybe.value(), c.value(), edge);
            }
            case Null none when Merger.isValue(comes) -> throw unit.learn(hintKey, new LoopHint.NullableValue(comes));
            case Null none when comes instanceof Ref ref -> throw unit.learn(hintKey, new LoopHint.Nullable(ref));
            case Operand.Unusable unusable -> {}
            default -> {
                if (!open.equals(comes)) {
                    throw unit.learn(hintKey, new LoopHint.Mixed());
                }
            }
        }
    }

    private void closeReference(String hintKey, Ref open, Operand comes, Block edge) {
        if (comes instanceof Null) {
            if (!open.maybeNull() || open.offset() != 0) {
                throw unit.learn(hintKey, new LoopHint.Nullable(open));
            }
            open.base().args().add(unit.build().nullPointer());
            return;
        }
        if (!(comes instanceof Ref ref)
                || !ref.shape().equals(open.shape())
                || (ref.from() != open.from()
                        && !(ref.from().kernel() && open.from().kernel()))) {
            throw unit.learn(hintKey, new LoopHint.Mixed());
        }
        if (ref.maybeNull() && !open.maybeNull()) {
            throw unit.learn(hintKey, new LoopHint.Nullable(ref));
        }
        boolean moving = ref.offset() != open.offset();
        if (moving && unit.hint(hintKey) == null) {
            throw unit.learn(hintKey, new LoopHint.Moving());
        }
        open.base().args().add(moving ? unit.atEnd(edge, b -> b.offset(ref.base(), ref.offset())) : ref.base());
    }
}
