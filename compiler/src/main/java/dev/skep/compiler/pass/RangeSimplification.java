package dev.skep.compiler.pass;

import dev.skep.compiler.ir.Block;
import dev.skep.compiler.ir.Cond;
import dev.skep.compiler.ir.Graph;
import dev.skep.compiler.ir.Op;
import dev.skep.compiler.ir.Type;
import dev.skep.compiler.ir.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@linkplain Ranges value ranges} make cheaper: sign extensions of numbers that are never negative, arithmetic shifts of
 * such, signed comparisons (an unsigned one tells the verifier both bounds), and branches whose outcome the ranges decide.
 *
 * <p>Masks stay even where a range makes them useless: they are what the verifier understands best.
 */
final class RangeSimplification implements Pass {
    @Override
    public boolean run(Graph graph) {
        Ranges ranges = new Ranges(graph);
        boolean changed = false;
        for (Block block : graph.blocks()) {
            for (Value value : block.body()) {
                changed |= simplify(ranges, block, value);
            }
            Value end = block.terminator();
            if (end.is(Op.BRANCH) && !end.arg(0).isConst() && end.arg(0).type() != Type.PTR) {
                changed |= branch(graph, ranges, block, end);
            }
        }
        return changed;
    }

    private static boolean simplify(Ranges ranges, Block block, Value value) {
        Op cheaper = switch (value.op()) {
            case SEXT -> nonNegative(ranges, block, value.arg(0)) ? Op.ZEXT : null;
            case SAR -> nonNegative(ranges, block, value.arg(0)) ? Op.SHR : null;
            case SDIV -> bothNonNegative(ranges, block, value) ? Op.UDIV : null;
            case SMOD -> bothNonNegative(ranges, block, value) ? Op.UMOD : null;
            default -> null;
        };
        if (cheaper == null) {
            return narrowed(ranges, block, value);
        }
        value.become(cheaper, value.aux(), List.copyOf(value.args()));
        return true;
    }

    /** Extensions of what fits into seven or fifteen bits keep the number: an OR with zero, which vanishes later. */
    private static boolean narrowed(Ranges ranges, Block block, Value value) {
        if (!value.is(Op.SEXT8) && !value.is(Op.SEXT16)) {
            return false;
        }
        long most = value.is(Op.SEXT8) ? Byte.MAX_VALUE : Short.MAX_VALUE;
        long least = value.is(Op.SEXT8) ? Byte.MIN_VALUE : Short.MIN_VALUE;
        Range range = ranges.at(value.arg(0), block);
        if (range.isEmpty() || !range.within(least, most)) {
            return false;
        }
        value.become(Op.OR, null, List.of(value.arg(0), ranges.constant(value.type(), 0)));
        return true;
    }

    private static boolean nonNegative(Ranges ranges, Block block, Value value) {
        Range range = ranges.at(value, block);
        return !range.isEmpty() && range.low() >= 0;
    }

    private static boolean bothNonNegative(Ranges ranges, Block block, Value value) {
        return nonNegative(ranges, block, value.arg(0)) && nonNegative(ranges, block, value.arg(1));
    }

    private static boolean branch(Graph graph, Ranges ranges, Block block, Value branch) {
        Range a = ranges.at(branch.arg(0), block);
        Range b = ranges.at(branch.arg(1), block);
        if (a.isEmpty() || b.isEmpty()) {
            return false;
        }
        Boolean known = decided(branch.cond(), a, b);
        if (known != null) {
            Value zero = graph.constant(Type.I32, 0);
            branch.become(Op.BRANCH, known ? Cond.EQ : Cond.NE, List.of(zero, zero));
            return true;
        }
        Cond unsigned = a.low() >= 0 && b.low() >= 0 ? unsigned(branch.cond()) : null;
        if (unsigned == null) {
            return false;
        }
        branch.become(Op.BRANCH, unsigned, List.copyOf(branch.args()));
        return true;
    }

    private static @Nullable Cond unsigned(Cond cond) {
        return switch (cond) {
            case SLT -> Cond.ULT;
            case SLE -> Cond.ULE;
            case SGT -> Cond.UGT;
            case SGE -> Cond.UGE;
            default -> null;
        };
    }

    private static @Nullable Boolean decided(Cond cond, Range a, Range b) {
        boolean comparable = a.low() >= 0 && b.low() >= 0;
        return switch (cond) {
            case EQ -> a.high() < b.low() || b.high() < a.low() ? Boolean.FALSE : same(a, b);
            case NE -> a.high() < b.low() || b.high() < a.low() ? Boolean.TRUE : not(same(a, b));
            case SLT -> less(a, b);
            case SGE -> not(less(a, b));
            case SGT -> less(b, a);
            case SLE -> not(less(b, a));
            case ULT -> comparable ? less(a, b) : null;
            case UGE -> comparable ? not(less(a, b)) : null;
            case UGT -> comparable ? less(b, a) : null;
            case ULE -> comparable ? not(less(b, a)) : null;
            case TEST, NTEST -> null;
        };
    }

    private static @Nullable Boolean same(Range a, Range b) {
        return a.low() == a.high() && a.equals(b) ? Boolean.TRUE : null;
    }

    private static @Nullable Boolean less(Range a, Range b) {
        return a.high() < b.low() ? Boolean.TRUE : a.low() >= b.high() ? Boolean.FALSE : null;
    }

    private static @Nullable Boolean not(@Nullable Boolean outcome) {
        return outcome == null ? null : !outcome;
    }
}
