package dev.skep.compiler.pass;

import dev.skep.compiler.ir.Block;
import dev.skep.compiler.ir.Fold;
import dev.skep.compiler.ir.Graph;
import dev.skep.compiler.ir.Op;
import dev.skep.compiler.ir.Type;
import dev.skep.compiler.ir.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A phi whose operands all come out of the same conversion becomes the conversion of a phi, so that a byte swap or sign
 * extension stands before the comparison that swallows it. Operands that serve elsewhere too would be kept, so they stop it.
 *
 * <pre>
 *   phi(bswap16(a), bswap16(b), 0x0800)      becomes      bswap16(phi(a, b, 0x0008))
 * </pre>
 */
final class PhiSinking implements Pass {
    @Override
    public boolean run(Graph graph) {
        Map<Value, Integer> uses = uses(graph);
        Map<Value, Value> replacements = new HashMap<>();
        for (Block block : graph.blocks()) {
            for (Value phi : List.copyOf(block.phis())) {
                Value sample = conversion(phi, uses);
                if (sample != null) {
                    replacements.put(phi, sink(graph, block, phi, sample));
                }
            }
        }
        for (Block block : graph.blocks()) {
            block.phis().removeIf(replacements::containsKey);
        }
        graph.replace(replacements);
        return !replacements.isEmpty();
    }

    /** How often each value is an operand. */
    static Map<Value, Integer> uses(Graph graph) {
        Map<Value, Integer> uses = new HashMap<>();
        for (Block block : graph.blocks()) {
            block.phis().forEach(v -> v.args().forEach(a -> uses.merge(a, 1, Integer::sum)));
            block.body().forEach(v -> v.args().forEach(a -> uses.merge(a, 1, Integer::sum)));
            block.terminator().args().forEach(a -> uses.merge(a, 1, Integer::sum));
        }
        return uses;
    }

    /** An operand whose conversion all operands share; null if they do not. */
    private static @Nullable Value conversion(Value phi, Map<Value, Integer> uses) {
        Value sample = null;
        for (Value arg : phi.args()) {
            if (arg.isConst()) {
                continue;
            }
            boolean fits = arg.args().size() == 1 && arg.op().arithmetic() && uses.getOrDefault(arg, 0) == 1;
            if (!fits || arg.arg(0) == phi || (sample != null && !alike(arg, sample))) {
                return null;
            }
            sample = sample == null ? arg : sample;
        }
        Value found = sample;
        boolean constantsToo =
                found != null && phi.args().stream().allMatch(a -> !a.isConst() || undone(found, a.imm()) != null);
        return constantsToo ? found : null;
    }

    private static boolean alike(Value a, Value b) {
        return a.op() == b.op() && a.arg(0).type() == b.arg(0).type();
    }

    /** The number that the conversion turns into a constant, or null if there is none. */
    private static @Nullable Long undone(Value conversion, long result) {
        Type inner = conversion.arg(0).type();
        long candidate = switch (conversion.op()) {
            case BSWAP16, BSWAP32, BSWAP64, NEG -> Fold.eval(conversion.op(), conversion.type(), result, 0);
            default -> inner == Type.I32 ? (int) result : result;
        };
        Type evaluated = conversion.is(Op.TRUNC) ? Type.I32 : conversion.type();
        return Fold.eval(conversion.op(), evaluated, candidate, 0) == result ? Long.valueOf(candidate) : null;
    }

    private static Value sink(Graph graph, Block block, Value phi, Value sample) {
        Type type = sample.arg(0).type();
        List<Value> args = new ArrayList<>();
        for (Value arg : phi.args()) {
            args.add(arg.isConst() ? graph.constant(type, constant(sample, arg)) : arg.arg(0));
        }
        Value inner = graph.newValue(Op.PHI, type, args, 0, null, phi.position());
        block.addPhi(inner);
        Value outer = graph.newValue(sample.op(), sample.type(), List.of(inner), 0, null, sample.position());
        block.insert(0, outer);
        return outer;
    }

    private static long constant(Value conversion, Value constant) {
        Long number = undone(conversion, constant.imm());
        return number == null ? 0 : number;
    }
}
