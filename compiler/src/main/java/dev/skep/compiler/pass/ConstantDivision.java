package dev.skep.compiler.pass;

import dev.skep.compiler.ir.Block;
import dev.skep.compiler.ir.Builder;
import dev.skep.compiler.ir.Graph;
import dev.skep.compiler.ir.KnownBits;
import dev.skep.compiler.ir.Op;
import dev.skep.compiler.ir.Type;
import dev.skep.compiler.ir.Value;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Unsigned 32-bit division by a constant as a 64-bit multiplication, which takes a fifth of the time (Granlund and
 * Montgomery, Division by Invariant Integers using Multiplication, 1994). For a dividend below 2^n:
 *
 * <pre>
 *   x / d = x * m >> (n + s)     with m = ceil(2^(n+s) / d), wherever m * d - 2^(n+s) &lt;= 2^s
 *   x % d = x - (x / d) * d
 * </pre>
 *
 * <p>The product must fit into 64 bits; where no such m exists (about one divisor in four of 32-bit dividends) the division
 * stays. Runs last: the ranges of a quotient are easier to see in the division.
 */
final class ConstantDivision implements Pass {
    private record Magic(long multiplier, int shift) {}

    @Override
    public boolean run(Graph graph) {
        Builder build = new Builder(graph);
        Map<Value, Value> replacements = new HashMap<>();
        for (Block block : graph.blocks()) {
            for (int i = 0; i < block.body().size(); i++) {
                Value value = block.body().get(i);
                Magic magic = magic(value);
                if (magic != null) {
                    build.at(block, i);
                    build.position(value.position());
                    replacements.put(value, divide(build, value, magic));
                    i = build.index();
                }
            }
        }
        graph.replace(replacements);
        graph.blocks().forEach(block -> block.body().removeIf(replacements::containsKey));
        return !replacements.isEmpty();
    }

    private static @Nullable Magic magic(Value value) {
        boolean division = value.is(Op.UDIV) || value.is(Op.UMOD);
        if (!division || !value.arg(1).isConst()) {
            return null;
        }
        long possible = KnownBits.possible(value.arg(0));
        long divisor = value.type() == Type.I32
                ? value.arg(1).imm() & 0xffff_ffffL
                : value.arg(1).imm();
        int bits = 64 - Long.numberOfLeadingZeros(possible);
        return bits > 32 || divisor < 3 || divisor > 0xffff_ffffL ? null : search(divisor, bits);
    }

    private static @Nullable Magic search(long divisor, int bits) {
        for (int s = 0; s < 32 && bits + s < 63; s++) {
            long power = 1L << (bits + s);
            long multiplier = (power + divisor - 1) / divisor;
            boolean exact = multiplier * divisor - power <= 1L << s;
            boolean fits = 64 - Long.numberOfLeadingZeros(multiplier) + bits <= 64;
            if (exact) {
                return fits ? new Magic(multiplier, bits + s) : null;
            }
        }
        return null;
    }

    private static Value divide(Builder build, Value value, Magic magic) {
        Value dividend = value.arg(0);
        Value wide = build.zext(dividend);
        Value product = build.binary(Op.MUL, wide, build.i64(magic.multiplier));
        Value quotient = build.binary(Op.SHR, product, build.i64(magic.shift));
        Value sized = value.type() == Type.I32 ? build.trunc(quotient) : quotient;
        if (value.is(Op.UDIV)) {
            return sized;
        }
        return build.binary(Op.SUB, dividend, build.binary(Op.MUL, sized, value.arg(1)));
    }
}
