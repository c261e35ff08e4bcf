package dev.skep.compiler.emit;

import dev.skep.bpf.asm.Opcode;
import dev.skep.compiler.alloc.MachineBlock;
import dev.skep.compiler.alloc.MachineCode;
import dev.skep.compiler.alloc.MachineInstruction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The last look at jumps, when registers are assigned and copies for phis have vanished: jumps to blocks that only jump on go
 * there at once, a jump over a jump becomes the inverse jump, blocks that are only jumped to move to where they are fallen
 * into, and returns of a constant are repeated rather than jumped to.
 *
 * <pre>
 *   if a goto 1                       if !a goto X
 *   goto X                  becomes   1:
 *   1:
 * </pre>
 */
public final class JumpCleanup {
    private static final int CONDITION = 0xf0;
    private static final int MAX_ROUNDS = 8;

    private final List<MachineBlock> layout;

    private JumpCleanup(List<MachineBlock> layout) {
        this.layout = layout;
    }

    /** Changes the layout in place. */
    public static void run(MachineCode code) {
        JumpCleanup cleanup = new JumpCleanup(code.blocks());
        for (int i = 0; i < MAX_ROUNDS; i++) {
            boolean changed = cleanup.thread();
            changed |= cleanup.dropUnreachable();
            changed |= cleanup.mergeAlike();
            changed |= cleanup.join();
            changed |= cleanup.backFirst();
            changed |= cleanup.fallIn();
            changed |= cleanup.shorten();
            if (!changed) {
                return;
            }
        }
    }

    private static boolean isGoto(MachineInstruction i) {
        return i.opcode() == (Opcode.JMP | Opcode.JA);
    }

    private static @Nullable MachineInstruction last(MachineBlock block) {
        return block.instructions().isEmpty() ? null : block.instructions().getLast();
    }

    private static boolean fallsThrough(MachineBlock block) {
        MachineInstruction last = last(block);
        return last == null || (!isGoto(last) && !last.isExit());
    }

    private @Nullable MachineBlock following(MachineBlock block) {
        int index = layout.indexOf(block) + 1;
        return index < layout.size() ? layout.get(index) : null;
    }

    // --- Jumps to jumps -----------------------------------------------------------------------------------------

    private boolean thread() {
        boolean changed = false;
        for (MachineBlock block : layout) {
            List<MachineInstruction> code = block.instructions();
            for (int i = 0; i < code.size(); i++) {
                MachineInstruction jump = code.get(i);
                MachineBlock target = jump.target();
                MachineBlock end = target == null ? null : end(target);
                if (end != null && end != target) {
                    code.set(i, to(jump, end));
                    changed = true;
                }
            }
        }
        return changed;
    }

    /** Where control is after blocks that do nothing. */
    private MachineBlock end(MachineBlock start) {
        Set<MachineBlock> seen = new HashSet<>();
        MachineBlock block = start;
        while (seen.add(block)) {
            MachineBlock next = null;
            if (block.instructions().isEmpty()) {
                next = following(block);
            } else if (isGoto(block.instructions().getFirst())) {
                next = block.instructions().getFirst().target();
            }
            if (next == null) {
                return block;
            }
            block = next;
        }
        return start;
    }

    private static MachineInstruction to(MachineInstruction jump, MachineBlock target) {
        return MachineInstruction.jump(
                jump.opcode(), jump.dst(), jump.src(), jump.immediate(), target, jump.position());
    }

    // --- Blocks nobody reaches ----------------------------------------------------------------------------------

    private boolean dropUnreachable() {
        Set<MachineBlock> reached = new HashSet<>();
        List<MachineBlock> work = new ArrayList<>(List.of(layout.getFirst()));
        while (!work.isEmpty()) {
            MachineBlock block = work.removeLast();
            if (!reached.add(block)) {
                continue;
            }
            for (MachineInstruction i : block.instructions()) {
                if (i.target() != null) {
                    work.add(i.target());
                }
            }
            MachineBlock next = fallsThrough(block) ? following(block) : null;
            if (next != null) {
                work.add(next);
            }
        }
        return layout.removeIf(block -> !reached.contains(block));
    }

    // --- Blocks that are alike ----------------------------------------------------------------------------------

    private boolean mergeAlike() {
        Map<List<Object>, MachineBlock> known = new HashMap<>();
        Map<MachineBlock, MachineBlock> same = new HashMap<>();
        for (MachineBlock block : layout) {
            if (!fallsThrough(block)) {
                List<Object> contents = new ArrayList<>();
                block.instructions().forEach(i -> contents.add(contents(i)));
                MachineBlock first = known.putIfAbsent(contents, block);
                if (first != null) {
                    same.put(block, first);
                }
            }
        }
        boolean changed = false;
        for (MachineBlock block : layout) {
            List<MachineInstruction> code = block.instructions();
            for (int i = 0; i < code.size(); i++) {
                MachineInstruction jump = code.get(i);
                MachineBlock other = jump.target() == null ? null : same.get(jump.target());
                if (other != null) {
                    code.set(i, to(jump, other));
                    changed = true;
                }
            }
        }
        return changed;
    }

    private static List<Object> contents(MachineInstruction i) {
        return java.util.Arrays.asList(
                i.opcode(), i.dst(), i.src(), i.offset(), i.immediate(), i.reference(), i.target());
    }

    // --- Layout -------------------------------------------------------------------------------------------------

    /** Moves what is only jumped to behind a block that jumps there. */
    private boolean fallIn() {
        boolean changed = false;
        for (MachineBlock block : List.copyOf(layout)) {
            MachineInstruction jump = last(block);
            if (jump == null || !isGoto(jump) || jump.target() == null) {
                continue;
            }
            MachineBlock target = jump.target();
            int at = layout.indexOf(target);
            boolean fallenInto = at == 0 || fallsThrough(layout.get(at - 1));
            List<MachineBlock> chain = chain(at);
            if (!fallenInto && following(block) != target && !chain.contains(block) && !loopsBack(chain, block)) {
                layout.removeAll(chain);
                layout.addAll(layout.indexOf(block) + 1, chain);
                changed = true;
            }
        }
        return changed;
    }

    /** Whether blocks would be taken out of a deeper loop into a shallower place. */
    private static boolean loopsBack(List<MachineBlock> chain, MachineBlock block) {
        return chain.getFirst().loopDepth() > block.loopDepth();
    }

    private List<MachineBlock> chain(int start) {
        int end = start;
        while (end < layout.size() && fallsThrough(layout.get(end))) {
            end++;
        }
        return new ArrayList<>(layout.subList(start, Math.min(end + 1, layout.size())));
    }

    /** Appends what is only fallen into to the block before it. */
    private boolean join() {
        Set<MachineBlock> targets = new HashSet<>();
        layout.forEach(block -> block.instructions().forEach(i -> {
            if (i.target() != null) {
                targets.add(i.target());
            }
        }));
        boolean changed = false;
        for (int i = 0; i + 1 < layout.size(); i++) {
            MachineBlock block = layout.get(i);
            while (i + 1 < layout.size() && fallsThrough(block) && !targets.contains(layout.get(i + 1))) {
                block.instructions().addAll(layout.remove(i + 1).instructions());
                changed = true;
            }
        }
        return changed;
    }

    /** {@code if a goto out; goto back} becomes {@code if !a goto back; goto out}: one jump per turn of a loop. */
    private boolean backFirst() {
        boolean changed = false;
        for (MachineBlock block : layout) {
            List<MachineInstruction> code = block.instructions();
            MachineInstruction last = last(block);
            MachineInstruction branch = code.size() > 1 ? code.get(code.size() - 2) : null;
            MachineBlock out = branch == null ? null : branch.target();
            MachineBlock back = last == null || !isGoto(last) ? null : last.target();
            if (branch == null || last == null || out == null || back == null || inverse(branch.opcode()) < 0) {
                continue;
            }
            if (back.loopDepth() > out.loopDepth() && layout.indexOf(back) <= layout.indexOf(block)) {
                code.set(
                        code.size() - 2,
                        MachineInstruction.jump(
                                inverse(branch.opcode()),
                                branch.dst(),
                                branch.src(),
                                branch.immediate(),
                                back,
                                branch.position()));
                code.set(code.size() - 1, to(last, out));
                changed = true;
            }
        }
        return changed;
    }

    private boolean shorten() {
        boolean changed = false;
        Map<MachineBlock, List<MachineInstruction>> returns = bareReturns();
        for (MachineBlock block : layout) {
            List<MachineInstruction> code = block.instructions();
            MachineInstruction last = last(block);
            MachineBlock next = following(block);
            if (last == null || !isGoto(last)) {
                changed |= dropUseless(code, next);
                continue;
            }
            if (end(next, last)) {
                code.removeLast();
                changed = true;
                continue;
            }
            MachineInstruction before = code.size() > 1 ? code.get(code.size() - 2) : null;
            int inverse = before == null || before.target() == null ? -1 : inverse(before.opcode());
            if (before != null && inverse >= 0 && end(next, before)) {
                code.removeLast();
                code.removeLast();
                code.add(MachineInstruction.jump(
                        inverse,
                        before.dst(),
                        before.src(),
                        before.immediate(),
                        java.util.Objects.requireNonNull(last.target()),
                        before.position()));
                changed = true;
            } else if (returns.containsKey(last.target())) {
                code.removeLast();
                code.addAll(java.util.Objects.requireNonNull(returns.get(last.target())));
                changed = true;
            }
        }
        return changed;
    }

    /** A conditional jump to where control falls anyway. */
    private boolean dropUseless(List<MachineInstruction> code, @Nullable MachineBlock next) {
        MachineInstruction last = code.isEmpty() ? null : code.getLast();
        if (last == null || last.target() == null || !end(next, last)) {
            return false;
        }
        code.removeLast();
        return true;
    }

    private static boolean end(@Nullable MachineBlock next, MachineInstruction jump) {
        return next != null && jump.target() == next;
    }

    private Map<MachineBlock, List<MachineInstruction>> bareReturns() {
        Map<MachineBlock, List<MachineInstruction>> found = new HashMap<>();
        for (MachineBlock block : layout) {
            List<MachineInstruction> code = block.instructions();
            boolean short_ =
                    code.size() <= 2 && !code.isEmpty() && code.getLast().isExit();
            if (short_) {
                found.put(block, List.copyOf(code));
            }
        }
        return found;
    }

    /** The opcode of the jump taken exactly when this one is not; -1 for the bit test, which has none. */
    private static int inverse(int opcode) {
        int inverted = switch (opcode & CONDITION) {
            case Opcode.JEQ -> Opcode.JNE;
            case Opcode.JNE -> Opcode.JEQ;
            case Opcode.JGT -> Opcode.JLE;
            case Opcode.JLE -> Opcode.JGT;
            case Opcode.JGE -> Opcode.JLT;
            case Opcode.JLT -> Opcode.JGE;
            case Opcode.JSGT -> Opcode.JSLE;
            case Opcode.JSLE -> Opcode.JSGT;
            case Opcode.JSGE -> Opcode.JSLT;
            case Opcode.JSLT -> Opcode.JSGE;
            default -> -1;
        };
        return inverted < 0 ? -1 : (opcode & ~CONDITION) | inverted;
    }
}
