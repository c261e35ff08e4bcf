package dev.skep.compiler.front;

import dev.skep.compiler.ir.Block;
import dev.skep.compiler.ir.Builder;
import dev.skep.compiler.ir.Cond;
import dev.skep.compiler.ir.Value;
import java.lang.classfile.instruction.SwitchCase;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Switches as comparisons: one after another when few, by halving when many. */
final class Switches {
    private static final int LINEAR = 4;

    private record Case(int value, int target) {}

    private final Unit unit;
    private final Frame frame;

    Switches(Unit unit, Frame frame) {
        this.unit = unit;
        this.frame = frame;
    }

    void execute(Value tested, List<SwitchCase> switchCases, int otherwise) {
        List<Case> cases = new ArrayList<>();
        for (SwitchCase c : switchCases) {
            int target = frame.code().target(c.target());
            if (target != otherwise) {
                cases.add(new Case(c.caseValue(), target));
            }
        }
        if (tested.isConst()) {
            int target = cases.stream()
                    .filter(c -> tested.isConst(c.value))
                    .mapToInt(Case::target)
                    .findFirst()
                    .orElse(otherwise);
            frame.edge(target, unit.build().block(), frame.state());
            return;
        }
        cases.sort(Comparator.comparingInt(Case::value));
        search(tested, cases, otherwise);
    }

    private void search(Value tested, List<Case> cases, int otherwise) {
        Builder build = unit.build();
        if (cases.size() > LINEAR) {
            int middle = cases.size() / 2;
            Block low = unit.graph().newBlock();
            Block high = unit.graph().newBlock();
            build.branch(Cond.SLT, tested, build.i32(cases.get(middle).value), low, high);
            half(low, tested, cases.subList(0, middle), otherwise);
            half(high, tested, cases.subList(middle, cases.size()), otherwise);
            return;
        }
        for (Case c : cases) {
            Block hit = unit.graph().newBlock();
            Block miss = unit.graph().newBlock();
            build.branch(Cond.EQ, tested, build.i32(c.value), hit, miss);
            if (!hit.predecessors().isEmpty()) {
                frame.edge(c.target, hit, frame.state().copy());
            }
            if (miss.predecessors().isEmpty()) {
                return;
            }
            build.at(miss);
        }
        frame.edge(otherwise, build.block(), frame.state().copy());
    }

    private void half(Block block, Value tested, List<Case> cases, int otherwise) {
        if (!block.predecessors().isEmpty()) {
            unit.build().at(block);
            search(tested, cases, otherwise);
        }
    }
}
