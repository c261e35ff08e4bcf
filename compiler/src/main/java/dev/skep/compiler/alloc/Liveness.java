package dev.skep.compiler.alloc;

import static java.util.Objects.requireNonNull;

import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which registers are live at the end of each block: the usual backward data flow. */
final class Liveness {
    private final Map<MachineBlock, BitSet> out = new HashMap<>();

    Liveness(MachineCode code) {
        Map<MachineBlock, BitSet> def = new HashMap<>();
        Map<MachineBlock, BitSet> in = new HashMap<>();
        for (MachineBlock block : code.blocks()) {
            BitSet uses = new BitSet();
            BitSet defs = new BitSet();
            for (MachineInstruction i : block.instructions()) {
                i.forEachUse(r -> {
                    if (!defs.get(r)) {
                        uses.set(r);
                    }
                });
                if (i.defined() >= 0) {
                    defs.set(i.defined());
                }
                if (i.isCall()) {
                    defs.set(0, 6);
                }
            }
            def.put(block, defs);
            in.put(block, (BitSet) uses.clone());
            out.put(block, new BitSet());
        }
        solve(code.blocks().reversed(), def, in);
    }

    private void solve(List<MachineBlock> order, Map<MachineBlock, BitSet> def, Map<MachineBlock, BitSet> in) {
        boolean changed = true;
        while (changed) {
            changed = false;
            for (MachineBlock block : order) {
                BitSet o = out(block);
                for (MachineBlock successor : block.successors()) {
                    o.or(in.get(successor));
                }
                BitSet before = requireNonNull(in.get(block));
                BitSet through = (BitSet) o.clone();
                through.andNot(def.get(block));
                int size = before.cardinality();
                before.or(through);
                changed |= before.cardinality() != size;
            }
        }
    }

    BitSet out(MachineBlock block) {
        return requireNonNull(out.get(block));
    }
}
