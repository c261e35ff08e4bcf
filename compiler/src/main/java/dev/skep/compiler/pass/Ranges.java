package dev.skep.compiler.pass;

import dev.skep.compiler.ir.Block;
import dev.skep.compiler.ir.Cond;
import dev.skep.compiler.ir.Dominators;
import dev.skep.compiler.ir.Graph;
import dev.skep.compiler.ir.KnownBits;
import dev.skep.compiler.ir.Op;
import dev.skep.compiler.ir.Type;
import dev.skep.compiler.ir.Value;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Value ranges. The range of a value at a block is that of its operation, narrowed by every branch that must have been taken
 * to get there. Phis are solved by iteration from below with widening to the type's ends, then narrowed again.
 */
final class Ranges {
    private static final int DEPTH = 24;
    private static final int WIDEN_AFTER = 4;
    private static final int NARROWINGS = 3;

    private final Graph graph;
    private final Dominators dominators;
    private final Map<Value, Range> phis = new HashMap<>();
    private final Set<Value> busy = new HashSet<>();
    private final Map<Block, Map<Value, Range>> known = new HashMap<>();

    Ranges(Graph graph) {
        this.graph = graph;
        this.dominators = new Dominators(graph);
        solve();
    }

    private static Range full(Type type) {
        return type == Type.I32 ? Range.INT : Range.ALL;
    }

    private static final Range NONE = new Range(1, 0);

    private void solve() {
        for (Block block : graph.blocks()) {
            block.phis().forEach(phi -> phis.put(phi, NONE));
        }
        boolean changed = true;
        for (int round = 0; changed; round++) {
            changed = false;
            known.clear();
            for (Block block : graph.blocks()) {
                for (Value phi : block.phis()) {
                    Range old = phis.getOrDefault(phi, NONE);
                    Range now = old.union(incoming(block, phi));
                    if (!now.equals(old)) {
                        phis.put(phi, round < WIDEN_AFTER ? now : widened(old, now, full(phi.type())));
                        changed = true;
                    }
                }
            }
        }
        for (int i = 0; i < NARROWINGS; i++) {
            known.clear();
            for (Block block : graph.blocks()) {
                for (Value phi : block.phis()) {
                    phis.put(phi, incoming(block, phi).intersect(phis.getOrDefault(phi, NONE)));
                }
            }
        }
    }

    private static Range widened(Range old, Range now, Range full) {
        if (old.isEmpty()) {
            return now;
        }
        return new Range(
                now.low() < old.low() ? full.low() : now.low(), now.high() > old.high() ? full.high() : now.high());
    }

    private Range incoming(Block block, Value phi) {
        Range all = NONE;
        for (int i = 0; i < phi.args().size(); i++) {
            Block from = block.predecessors().get(i);
            Range one = at(phi.arg(i), from);
            all = all.union(refineByEdge(phi.arg(i), one, from, block));
        }
        return all;
    }

    /** A constant of the graph. */
    Value constant(Type type, long number) {
        return graph.constant(type, number);
    }

    /** The range of a value wherever a block is executed. */
    Range at(Value value, Block block) {
        return at(value, block, DEPTH);
    }

    private Range at(Value value, Block block, int depth) {
        Map<Value, Range> here = known.computeIfAbsent(block, key -> new HashMap<>());
        Range before = here.get(value);
        if (before == null) {
            before = find(value, block, depth);
            here.put(value, before);
        }
        return before;
    }

    private Range find(Value value, Block block, int depth) {
        Range range = base(value, block, depth);
        if (value.isConst()) {
            return range;
        }
        Block child = block;
        for (Block parent = dominators.idom(child); parent != null; parent = dominators.idom(child)) {
            if (onlyWay(parent, child)) {
                range = refineByEdge(value, range, parent, child);
            }
            child = parent;
        }
        return range;
    }

    /** Whether a block is entered from its dominator alone, but for the back edges of a loop that it heads. */
    private boolean onlyWay(Block parent, Block child) {
        int entries = 0;
        for (Block predecessor : child.predecessors()) {
            if (predecessor == parent) {
                entries++;
            } else if (!dominators.dominates(child, predecessor)) {
                return false;
            }
        }
        return entries == 1;
    }

    /** Narrows by the branch at the end of {@code from}, if the edge to {@code to} is one of its ways. */
    private Range refineByEdge(Value value, Range range, Block from, Block to) {
        if (!from.terminator().is(Op.BRANCH)) {
            return range;
        }
        Value branch = from.terminator();
        Block then = from.successors().get(0);
        Block otherwise = from.successors().get(1);
        if (then == otherwise) {
            return range;
        }
        Cond cond = to == then ? branch.cond() : branch.cond().negated();
        return refine(value, range, cond, branch.arg(0), branch.arg(1), from);
    }

    private Range refine(Value value, Range range, Cond cond, Value a, Value b, Block where) {
        Range result = range;
        if (related(value, a)) {
            result = RangeArithmetic.narrow(result, cond, bound(b, where), a.type());
        }
        if (related(value, b)) {
            result = RangeArithmetic.narrow(result, cond.swapped(), bound(a, where), b.type());
        }
        return result;
    }

    /** Whether a test of {@code tested} tells about {@code value}: the same, or a conversion that keeps the number. */
    private static boolean related(Value value, Value tested) {
        if (value == tested) {
            return true;
        }
        boolean extends_ = (value.is(Op.SEXT) || (value.is(Op.ZEXT) && KnownBits.nonNegative(value.arg(0))))
                && value.arg(0) == tested;
        boolean extended = tested.is(Op.SEXT) && tested.arg(0) == value;
        return extends_ || extended;
    }

    private Range bound(Value value, Block where) {
        if (value.isConst()) {
            return new Range(value.imm(), value.imm());
        }
        return busy.add(value) ? release(value, at(value, where, 4)) : full(value.type());
    }

    private Range release(Value value, Range range) {
        busy.remove(value);
        return range;
    }

    private Range base(Value value, Block block, int depth) {
        Range full = full(value.type());
        Range bits = fromBits(value);
        if (depth == 0) {
            return bits;
        }
        return switch (value.op()) {
            case CONST -> new Range(value.imm(), value.imm());
            case PHI -> phis.getOrDefault(value, full).intersect(bits);
            case ADD, SUB, MUL, SHL, SHR, SAR, AND, UDIV, UMOD, SDIV, SMOD, OR, XOR ->
                RangeArithmetic.binary(
                                value.op(),
                                value.type(),
                                at(value.arg(0), block, depth - 1),
                                at(value.arg(1), block, depth - 1))
                        .intersect(bits);
            case SEXT -> at(value.arg(0), block, depth - 1);
            case ZEXT ->
                RangeArithmetic.unsigned32(at(value.arg(0), block, depth - 1)).intersect(bits);
            case TRUNC -> {
                Range wide = at(value.arg(0), block, depth - 1);
                yield wide.within(Integer.MIN_VALUE, Integer.MAX_VALUE) ? wide.intersect(bits) : bits;
            }
            case SEXT8 -> new Range(Byte.MIN_VALUE, Byte.MAX_VALUE).intersect(bits);
            case SEXT16 -> new Range(Short.MIN_VALUE, Short.MAX_VALUE).intersect(bits);
            default -> bits;
        };
    }

    private static Range fromBits(Value value) {
        if (value.type() == Type.PTR || value.type() == Type.VOID) {
            return Range.ALL;
        }
        return KnownBits.nonNegative(value)
                ? new Range(
                        0,
                        Math.min(KnownBits.possible(value), full(value.type()).high()))
                : full(value.type());
    }
}
