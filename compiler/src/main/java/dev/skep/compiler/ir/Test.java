package dev.skep.compiler.ir;

import org.jspecify.annotations.Nullable;

/** A comparison of two values of one type, not yet a branch. */
public record Test(Cond cond, Value a, Value b) {
    /** The outcome if it is known already, else null. */
    public @Nullable Boolean known() {
        if (a.isConst() && b.isConst()) {
            return cond.holds(a.type(), a.imm(), b.imm());
        }
        if (a == b && cond != Cond.TEST && cond != Cond.NTEST) {
            return cond.holds(a.type(), 0, 0);
        }
        if (b.isConst(0)) {
            return againstZero();
        }
        return null;
    }

    private @Nullable Boolean againstZero() {
        if (cond == Cond.ULT || cond == Cond.TEST) {
            return false;
        }
        if (cond == Cond.UGE || cond == Cond.NTEST) {
            return true;
        }
        boolean address = a.is(Op.STACK) || a.is(Op.MAP) || a.is(Op.MAP_VALUE) || a.is(Op.FUNCTION);
        if (address) {
            return cond == Cond.NE || cond == Cond.UGT ? Boolean.TRUE : cond == Cond.EQ ? Boolean.FALSE : null;
        }
        return null;
    }

    Test with(Value newA, Value newB) {
        return new Test(cond, newA, newB);
    }
}
