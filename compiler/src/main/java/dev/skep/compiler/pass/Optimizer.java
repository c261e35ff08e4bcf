package dev.skep.compiler.pass;

import dev.skep.compiler.ir.Graph;
import java.util.List;

/** The passes in their order. */
public final class Optimizer {
    private static final int MAX_ROUNDS = 6;

    private Optimizer() {}

    /**
     * Makes a graph small and fast, up to the form that instruction selection takes.
     *
     * @throws dev.skep.compiler.CompileException if an index or a length cannot be proven to be in bounds
     */
    public static void optimize(Graph graph) {
        graph.close();
        graph.prune();
        rounds(graph);
        new BoundsProof().run(graph);
        new PacketIndexes().run(graph);
        rounds(graph);
        new AddressFolding().run(graph);
        new DeadCode().run(graph);
        new EdgeSplitter().run(graph);
    }

    private static void rounds(Graph graph) {
        List<Pass> round = List.of(new ControlFlow(), new Simplification(), new Gvn(), new DeadCode());
        for (int i = 0; i < MAX_ROUNDS; i++) {
            boolean changed = false;
            for (Pass pass : round) {
                changed |= pass.run(graph);
            }
            if (!changed) {
                return;
            }
        }
    }
}
