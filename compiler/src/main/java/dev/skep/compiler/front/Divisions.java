package dev.skep.compiler.front;

import dev.skep.compiler.ir.Block;
import dev.skep.compiler.ir.Builder;
import dev.skep.compiler.ir.Cond;
import dev.skep.compiler.ir.KnownBits;
import dev.skep.compiler.ir.Op;
import dev.skep.compiler.ir.Type;
import dev.skep.compiler.ir.Value;

/**
 * Java's signed division on a machine whose division is unsigned before version 4: the quotient of the magnitudes gets
 * its sign back. Division by zero, which Java throws for, is what the machine says: zero, or the dividend for the remainder.
 */
final class Divisions {
    private final Unit unit;

    Divisions(Unit unit) {
        this.unit = unit;
    }

    Value signed(Frame frame, Op op, Value a, Value b) {
        Builder build = unit.build();
        Op unsigned = op == Op.SDIV ? Op.UDIV : Op.UMOD;
        if (KnownBits.nonNegative(a) && KnownBits.nonNegative(b)) {
            return build.binary(unsigned, a, b);
        }
        if (unit.options().isaV4()) {
            return build.binary(op, a, b);
        }
        if (!b.isConst()) {
            throw frame.error(
                    "signed division by a number that is not constant needs a newer kernel",
                    "use Integer.divideUnsigned or Long.divideUnsigned, or make both operands non-negative by a mask");
        }
        Value simple = build.binary(op, a, b);
        if (!simple.is(op)) {
            return simple;
        }
        simple.block().body().remove(simple);
        return byMagnitude(op, unsigned, a, b.imm());
    }

    /** Branch-free: with m = a >> 31 (all ones if negative), |a| = (a ^ m) - m, and likewise back. */
    private Value byMagnitude(Op op, Op unsigned, Value a, long divisor) {
        Builder build = unit.build();
        Type type = a.type();
        Value sign = build.binary(Op.SAR, a, build.constant(type, type == Type.I32 ? 31 : 63));
        Value magnitude = build.binary(Op.SUB, build.binary(Op.XOR, a, sign), sign);
        Value result = build.binary(unsigned, magnitude, build.constant(type, Math.abs(divisor)));
        Value signed = build.binary(Op.SUB, build.binary(Op.XOR, result, sign), sign);
        return op == Op.SDIV && divisor < 0 ? build.unary(Op.NEG, type, signed) : signed;
    }

    /** Minimum or maximum by a branch; the machine has no conditional move. */
    Value select(Cond cond, Value a, Value b, Value ifTrue, Value ifFalse) {
        Builder build = unit.build();
        Block yes = unit.graph().newBlock();
        Block no = unit.graph().newBlock();
        build.branch(cond, a, b, yes, no);
        if (yes.predecessors().isEmpty() || no.predecessors().isEmpty()) {
            boolean taken = no.predecessors().isEmpty();
            build.at(taken ? yes : no);
            return taken ? ifTrue : ifFalse;
        }
        Block join = unit.graph().newBlock();
        build.at(yes);
        build.jump(join);
        build.at(no);
        build.jump(join);
        build.at(join);
        Value phi = build.phi(join, ifTrue.type());
        phi.args().add(ifTrue);
        phi.args().add(ifFalse);
        return phi;
    }
}
