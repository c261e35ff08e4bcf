package dev.skep.compiler.pass;

import dev.skep.compiler.ir.Block;
import dev.skep.compiler.ir.Graph;
import dev.skep.compiler.ir.Op;
import dev.skep.compiler.ir.Value;

/** Folds constant distances of addresses into the displacement of loads and stores. */
final class AddressFolding implements Pass {
    @Override
    public boolean run(Graph graph) {
        boolean changed = false;
        for (Block block : graph.blocks()) {
            for (Value value : block.body()) {
                boolean memory = value.is(Op.LOAD) || value.is(Op.STORE) || value.is(Op.ATOMIC_ADD);
                while (memory && foldable(value)) {
                    Value base = value.arg(0);
                    value.rebase(base.arg(0), value.imm() + base.arg(1).imm());
                    changed = true;
                }
            }
        }
        return changed;
    }

    private static boolean foldable(Value access) {
        Value base = access.arg(0);
        if (!base.is(Op.PTRADD) || !base.arg(1).isConst()) {
            return false;
        }
        long total = access.imm() + base.arg(1).imm();
        return total == (short) total;
    }
}
