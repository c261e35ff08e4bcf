package dev.skep.compiler.pass;

import dev.skep.compiler.ir.Block;
import dev.skep.compiler.ir.Graph;
import dev.skep.compiler.ir.Op;
import dev.skep.compiler.ir.Position;
import dev.skep.compiler.ir.Type;
import dev.skep.compiler.ir.Value;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Finds which of several definitions of one thing holds at a place, making phis where they meet (Braun and others, Simple and
 * Efficient Construction of Static Single Assignment Form, 2013). Phis that turn out to have one operand are left to
 * {@link ControlFlow}.
 */
final class SsaRepair {
    private final Graph graph;
    private final Type type;
    private final Map<Block, Supplier<Value>> definitions;
    private final Map<Block, Value> atStart = new HashMap<>();

    /** {@code definitions} by the block at whose end they hold; asked for only when they are needed. */
    SsaRepair(Graph graph, Type type, Map<Block, Supplier<Value>> definitions) {
        this.graph = graph;
        this.type = type;
        this.definitions = definitions;
    }

    /** What holds at the end of a block. */
    Value atEnd(Block block) {
        Supplier<Value> defined = definitions.get(block);
        return defined != null ? defined.get() : atStart(block);
    }

    /** What holds at the start of a block. */
    Value atStart(Block block) {
        Value known = atStart.get(block);
        if (known != null) {
            return known;
        }
        if (block.predecessors().isEmpty()) {
            // No way leads here from a definition, so nobody will read it.
            return graph.constant(type, 0);
        }
        if (block.predecessors().size() == 1) {
            Value found = atEnd(block.predecessors().getFirst());
            atStart.put(block, found);
            return found;
        }
        Value phi = graph.newValue(Op.PHI, type, List.of(), 0, null, Position.UNKNOWN);
        block.addPhi(phi);
        atStart.put(block, phi);
        for (Block predecessor : block.predecessors()) {
            phi.args().add(atEnd(predecessor));
        }
        return phi;
    }
}
