package dev.skep.compiler.pass;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skep.compiler.ir.Graph;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every pass keeps the meaning of made-up graphs. A seed that fails is reported and can be given by {@code -Dskep.seed}. */
@Tag("unit")
class PassPropertiesTest {
    private static final int GRAPHS = Integer.getInteger("skep.graphs", 300);
    private static final int[] PACKETS = {0, 30, 100};

    static Stream<Arguments> passes() {
        List<Pass> passes = List.of(
                new ControlFlow(),
                new Simplification(),
                new Gvn(),
                new DeadCode(),
                new PhiSinking(),
                new ImpliedBranches(),
                new CheckFusion(),
                new RangeSimplification(),
                new ReturnSharing(),
                new LoadMerging(),
                new StoreMerging(),
                new DeadStores(),
                new LoopRotation(),
                new TestFolding(),
                new ConstantDivision());
        Stream<Arguments> single =
                passes.stream().map(pass -> Arguments.of(pass.getClass().getSimpleName(), (Consumer<Graph>) pass::run));
        return Stream.concat(single, Stream.of(Arguments.of("Optimizer", (Consumer<Graph>) Optimizer::optimize)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("passes")
    void keepsMeaning(String name, Consumer<Graph> pass) {
        long seed = Long.getLong("skep.seed", System.nanoTime());
        for (int i = 0; i < GRAPHS; i++) {
            long one = seed + i;
            Graph graph = RandomGraph.make(new Random(one));
            String before = graph.toString();
            List<GraphMachine.Outcome> expected = outcomes(graph);
            pass.accept(graph);
            assertThat(outcomes(graph))
                    .as(() -> "-Dskep.seed=" + one + " before:\n" + before + "\nafter:\n" + graph)
                    .isEqualTo(expected);
        }
    }

    private static List<GraphMachine.Outcome> outcomes(Graph graph) {
        return Stream.of(1L, 2L)
                .flatMap(seed ->
                        java.util.Arrays.stream(PACKETS).mapToObj(bytes -> GraphMachine.run(graph, seed, bytes)))
                .toList();
    }
}
