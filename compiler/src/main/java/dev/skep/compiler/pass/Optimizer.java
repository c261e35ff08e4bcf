package dev.skep.compiler.pass;

import dev.skep.compiler.ir.Graph;
import java.util.List;
import java.util.function.Supplier;

/** The passes in their order. */
public final class Optimizer {
    private static final int MAX_ROUNDS = 3;

    private Optimizer() {}

    /**
     * Makes a graph small and fast, up to the form that instruction selection takes.
     *
     * @throws dev.skep.compiler.CompileException if an index or a length cannot be proven to be in bounds
     */
    public static void optimize(Graph graph) {
        graph.close();
        graph.prune();
        rounds(graph, BASIC);
        new BoundsProof().run(graph);
        new PacketIndexes().run(graph);
        rounds(graph, FULL);
        if (new LoopRotation().run(graph)) {
            rounds(graph, FULL);
        }
        new TestFolding().run(graph);
        new ConstantDivision().run(graph);
        new AddressFolding().run(graph);
        rounds(graph, BASIC);
        new EdgeSplitter().run(graph);
        new BoundNotes().run(graph);
    }

    private static final List<Supplier<Pass>> BASIC =
            List.of(ControlFlow::new, Simplification::new, Gvn::new, DeadCode::new);

    private static final List<Supplier<Pass>> FULL = List.of(
            ControlFlow::new,
            Simplification::new,
            PhiSinking::new,
            Gvn::new,
            ImpliedBranches::new,
            CheckFusion::new,
            RangeSimplification::new,
            ReturnSharing::new,
            LoadMerging::new,
            StoreMerging::new,
            DeadStores::new,
            DeadCode::new);

    private static void rounds(Graph graph, List<Supplier<Pass>> round) {
        for (int i = 0; i < MAX_ROUNDS; i++) {
            boolean changed = false;
            for (Supplier<Pass> pass : round) {
                changed |= pass.get().run(graph);
            }
            if (!changed) {
                return;
            }
        }
    }
}
