package dev.skep.compiler.front;

import static java.util.Objects.requireNonNull;

import dev.skep.compiler.CompileException;
import dev.skep.compiler.ir.Position;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.Instruction;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.IncrementInstruction;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.classfile.instruction.LineNumber;
import java.lang.classfile.instruction.LookupSwitchInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.classfile.instruction.StoreInstruction;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.classfile.instruction.TableSwitchInstruction;
import java.lang.classfile.instruction.ThrowInstruction;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The instructions of one method by index, with its basic blocks in reverse postorder and its loops. */
final class MethodCode {
    private final Class<?> owner;
    private final String name;
    private final List<Instruction> instructions = new ArrayList<>();
    private final List<Position> positions = new ArrayList<>();
    private final Map<Label, Integer> labels = new HashMap<>();
    private final int maxLocals;
    private final BitSet starts = new BitSet();
    private final List<Integer> order = new ArrayList<>();
    /** By loop header: the local variables assigned somewhere in the loop. */
    private final Map<Integer, BitSet> loops = new HashMap<>();

    private MethodCode(Class<?> owner, String name, int maxLocals) {
        this.owner = owner;
        this.name = name;
        this.maxLocals = maxLocals;
    }

    static MethodCode of(Class<?> owner, String file, MethodModel method) {
        String name = method.methodName().stringValue();
        CodeModel code = method.code()
                .orElseThrow(() -> new CompileException(
                        new Position(file, 0),
                        name + " has no code",
                        "abstract and native methods cannot be compiled; call a method whose class is known"));
        MethodCode made = new MethodCode(owner, name, ((CodeAttribute) code).maxLocals());
        int line = 0;
        for (CodeElement element : code) {
            switch (element) {
                case LineNumber number -> line = number.line();
                case LabelTarget target -> made.labels.put(target.label(), made.instructions.size());
                case Instruction instruction -> {
                    made.instructions.add(instruction);
                    made.positions.add(new Position(file, line));
                }
                default -> {}
            }
        }
        if (!code.exceptionHandlers().isEmpty()) {
            throw new CompileException(
                    made.positions.isEmpty() ? new Position(file, 0) : made.position(0),
                    name + " catches exceptions",
                    "nothing throws in the kernel: remove try, catch and synchronized");
        }
        made.findBlocks();
        made.findLoops();
        return made;
    }

    Class<?> owner() {
        return owner;
    }

    String name() {
        return name;
    }

    int maxLocals() {
        return maxLocals;
    }

    int size() {
        return instructions.size();
    }

    Instruction at(int index) {
        return instructions.get(index);
    }

    Position position(int index) {
        return positions.get(index);
    }

    int target(Label label) {
        return requireNonNull(labels.get(label));
    }

    /** Whether a block starts at an instruction. */
    boolean startsBlock(int index) {
        return starts.get(index);
    }

    /** First instructions of the blocks that can be reached, in reverse postorder. */
    List<Integer> order() {
        return order;
    }

    boolean isLoopHeader(int index) {
        return loops.containsKey(index);
    }

    /** Local variables that the loop with this header assigns. */
    BitSet assignedIn(int header) {
        return requireNonNull(loops.get(header));
    }

    private void findBlocks() {
        starts.set(0);
        for (int i = 0; i < instructions.size(); i++) {
            List<Integer> targets = jumps(i);
            targets.forEach(starts::set);
            if (!targets.isEmpty() || ends(i)) {
                starts.set(i + 1);
            }
        }
    }

    private boolean ends(int index) {
        Instruction instruction = instructions.get(index);
        return instruction instanceof ReturnInstruction || instruction instanceof ThrowInstruction;
    }

    /** Where an instruction may jump, without falling through. */
    private List<Integer> jumps(int index) {
        return switch (instructions.get(index)) {
            case BranchInstruction branch -> List.of(target(branch.target()));
            case TableSwitchInstruction table -> cases(table.cases(), table.defaultTarget());
            case LookupSwitchInstruction lookup -> cases(lookup.cases(), lookup.defaultTarget());
            default -> List.of();
        };
    }

    private List<Integer> cases(List<SwitchCase> cases, Label otherwise) {
        List<Integer> targets = new ArrayList<>();
        cases.forEach(c -> targets.add(target(c.target())));
        targets.add(target(otherwise));
        return targets;
    }

    private boolean fallsThrough(int index) {
        Instruction instruction = instructions.get(index);
        boolean leaves = ends(index)
                || instruction instanceof TableSwitchInstruction
                || instruction instanceof LookupSwitchInstruction
                || (instruction instanceof BranchInstruction branch && isGoto(branch));
        return !leaves;
    }

    static boolean isGoto(BranchInstruction branch) {
        return switch (branch.opcode()) {
            case GOTO, GOTO_W -> true;
            default -> false;
        };
    }

    private int lastOf(int start) {
        int next = starts.nextSetBit(start + 1);
        return (next < 0 ? instructions.size() : Math.min(next, instructions.size())) - 1;
    }

    private List<Integer> successors(int start) {
        int last = lastOf(start);
        List<Integer> found = new ArrayList<>();
        if (fallsThrough(last) && last + 1 < instructions.size()) {
            found.add(last + 1);
        }
        found.addAll(jumps(last));
        return found;
    }

    private void findLoops() {
        Map<Integer, List<Integer>> backEdges = new TreeMap<>();
        Map<Integer, List<Integer>> predecessors = new HashMap<>();
        visit(0, new HashSet<>(), new HashSet<>(), backEdges, predecessors);
        java.util.Collections.reverse(order);
        backEdges.forEach((header, sources) -> loops.put(header, assigned(header, sources, predecessors)));
    }

    private void visit(
            int start,
            Set<Integer> seen,
            Set<Integer> open,
            Map<Integer, List<Integer>> backEdges,
            Map<Integer, List<Integer>> predecessors) {
        seen.add(start);
        open.add(start);
        for (int successor : successors(start)) {
            predecessors.computeIfAbsent(successor, key -> new ArrayList<>()).add(start);
            if (open.contains(successor)) {
                backEdges.computeIfAbsent(successor, key -> new ArrayList<>()).add(start);
            } else if (!seen.contains(successor)) {
                visit(successor, seen, open, backEdges, predecessors);
            }
        }
        open.remove(start);
        order.add(start);
    }

    private BitSet assigned(int header, List<Integer> sources, Map<Integer, List<Integer>> predecessors) {
        Set<Integer> body = new HashSet<>(Set.of(header));
        List<Integer> work = new ArrayList<>(sources);
        while (!work.isEmpty()) {
            int block = work.removeLast();
            if (body.add(block)) {
                work.addAll(predecessors.getOrDefault(block, List.of()));
            }
        }
        BitSet slots = new BitSet();
        for (int start : body) {
            for (int i = start; i <= lastOf(start); i++) {
                switch (instructions.get(i)) {
                    case StoreInstruction store -> slots.set(store.slot());
                    case IncrementInstruction increment -> slots.set(increment.slot());
                    default -> {}
                }
            }
        }
        return slots;
    }
}
