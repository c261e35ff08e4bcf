package dev.skep.compiler.pass;

import dev.skep.compiler.ir.Block;
import dev.skep.compiler.ir.Dominators;
import dev.skep.compiler.ir.Graph;
import dev.skep.compiler.ir.Op;
import dev.skep.compiler.ir.Region;
import dev.skep.compiler.ir.Type;
import dev.skep.compiler.ir.Value;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Global value numbering over the dominator tree: what has been computed on every way to a place is not computed again.
 * Loads take part with a version of the memory they read: a write to a region makes a new version, and so does a block
 * where versions meet or that a loop may come back to.
 */
final class Gvn implements Pass {
    private record Key(
            Op op,
            Type type,
            List<Value> args,
            long imm,
            @Nullable Object aux,
            Object version) {}

    private final Map<Value, Value> replacements = new HashMap<>();
    private final Map<Block, Map<Region, Object>> versionsAtEnd = new HashMap<>();

    @Override
    public boolean run(Graph graph) {
        replacements.clear();
        versionsAtEnd.clear();
        Dominators dominators = new Dominators(graph);
        visit(dominators, graph.entry(), new HashMap<>());
        graph.replace(replacements);
        for (Block block : graph.blocks()) {
            block.body().removeIf(replacements::containsKey);
        }
        return !replacements.isEmpty();
    }

    private void visit(Dominators dominators, Block block, Map<Key, Value> inherited) {
        Map<Key, Value> known = new HashMap<>(inherited);
        Map<Region, Object> versions = versionsAtStart(block);
        for (Value value : block.body()) {
            value.args().replaceAll(arg -> replacements.getOrDefault(arg, arg));
            Key key = key(value, versions);
            if (key != null) {
                Value earlier = known.putIfAbsent(key, value);
                if (earlier != null) {
                    replacements.put(value, earlier);
                    continue;
                }
            }
            kill(value, versions);
        }
        versionsAtEnd.put(block, versions);
        for (Block child : dominators.children(block)) {
            visit(dominators, child, known);
        }
    }

    private Map<Region, Object> versionsAtStart(Block block) {
        Map<Region, Object> versions = new EnumMap<>(Region.class);
        List<Map<Region, Object>> incoming = new ArrayList<>();
        for (Block predecessor : block.predecessors()) {
            Map<Region, Object> end = versionsAtEnd.get(predecessor);
            incoming.add(end == null ? Map.of() : end);
        }
        for (Region region : Region.values()) {
            Object first = incoming.isEmpty() ? "start" : incoming.getFirst().get(region);
            boolean agree = first != null && incoming.stream().allMatch(m -> first.equals(m.get(region)));
            versions.put(region, agree ? first : new Object());
        }
        versions.put(Region.CONSTANT, "constant");
        return versions;
    }

    private static @Nullable Key key(Value value, Map<Region, Object> versions) {
        Op op = value.op();
        if (op.arithmetic() || (op == Op.CALL && value.callee().pure())) {
            return new Key(op, value.type(), List.copyOf(value.args()), value.imm(), value.aux(), "");
        }
        if (op == Op.LOAD) {
            Object version = versions.getOrDefault(value.access().region(), value);
            return new Key(op, value.type(), List.copyOf(value.args()), value.imm(), value.aux(), version);
        }
        return null;
    }

    private static void kill(Value value, Map<Region, Object> versions) {
        switch (value.op()) {
            case STORE, ATOMIC_ADD -> versions.put(value.access().region(), new Object());
            case CALL -> value.callee().writes().forEach(region -> versions.put(region, new Object()));
            default -> {}
        }
    }
}
