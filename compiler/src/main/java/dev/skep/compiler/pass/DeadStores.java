package dev.skep.compiler.pass;

import dev.skep.compiler.ir.Block;
import dev.skep.compiler.ir.Graph;
import dev.skep.compiler.ir.Op;
import dev.skep.compiler.ir.Region;
import dev.skep.compiler.ir.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Removes stores whose bytes are all written again before anybody can look: zeroing that is filled in afterwards. Each block
 * is walked backwards with the set of bytes that later stores cover; a load uncovers what it reads, a call everything. Before
 * a return the whole stack is covered.
 */
final class DeadStores implements Pass {
    private record Covered(Alias first, Set<Long> bytes) {}

    private final List<Covered> covered = new ArrayList<>();
    private boolean stackIsOver;

    @Override
    public boolean run(Graph graph) {
        boolean changed = false;
        for (Block block : graph.blocks()) {
            covered.clear();
            stackIsOver = block.terminator().is(Op.RETURN);
            for (int i = block.body().size() - 1; i >= 0; i--) {
                if (dead(block.body().get(i))) {
                    block.body().remove(i);
                    changed = true;
                }
            }
        }
        return changed;
    }

    private boolean dead(Value value) {
        switch (value.op()) {
            case STORE -> {
                Alias bytes = Alias.of(value);
                if (covers(bytes, value.access().region())) {
                    return true;
                }
                cover(bytes);
            }
            case LOAD, ATOMIC_ADD -> {
                uncover(Alias.of(value));
                stackIsOver &= value.access().region() != Region.STACK;
            }
            case CALL -> {
                if (!value.callee().pure()) {
                    covered.clear();
                    stackIsOver = false;
                }
            }
            default -> {}
        }
        return false;
    }

    private boolean covers(Alias bytes, Region region) {
        if (stackIsOver && region == Region.STACK) {
            return true;
        }
        for (Covered one : covered) {
            if (one.first.sameRoot(bytes)) {
                return offsets(bytes).stream().allMatch(one.bytes::contains);
            }
        }
        return false;
    }

    private void cover(Alias bytes) {
        for (Covered one : covered) {
            if (one.first.sameRoot(bytes)) {
                one.bytes.addAll(offsets(bytes));
                return;
            }
        }
        covered.add(new Covered(bytes, new HashSet<>(offsets(bytes))));
    }

    private void uncover(Alias read) {
        for (Covered one : covered) {
            if (one.first.sameRoot(read)) {
                offsets(read).forEach(one.bytes::remove);
            } else if (!read.apart(one.first)) {
                one.bytes.clear();
            }
        }
    }

    private static List<Long> offsets(Alias bytes) {
        List<Long> offsets = new ArrayList<>();
        for (int i = 0; i < bytes.bytes(); i++) {
            offsets.add(bytes.offset() + i);
        }
        return offsets;
    }
}
