package dev.skep.compiler.pass;

import dev.skep.compiler.ir.Block;
import dev.skep.compiler.ir.Builder;
import dev.skep.compiler.ir.Dominators;
import dev.skep.compiler.ir.Graph;
import dev.skep.compiler.ir.Op;
import dev.skep.compiler.ir.Region;
import dev.skep.compiler.ir.Type;
import dev.skep.compiler.ir.Value;
import dev.skep.compiler.pass.MemoryVersions.Version;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Global value numbering over the dominator tree: what has been computed on every way to a place is not computed again.
 * Loads take part with the {@linkplain MemoryVersions version} of the memory they read; a load of exactly what was stored
 * last gets the stored value.
 */
final class Gvn implements Pass {
    private record Key(
            Op op,
            Type type,
            List<Value> args,
            long imm,
            @Nullable Object aux,
            @Nullable Version version) {}

    private final Map<Value, Value> replacements = new HashMap<>();

    @Override
    public boolean run(Graph graph) {
        replacements.clear();
        Dominators dominators = new Dominators(graph);
        visit(dominators, new MemoryVersions(graph), new Builder(graph), graph.entry(), new HashMap<>());
        graph.replace(replacements);
        for (Block block : graph.blocks()) {
            block.body().removeIf(replacements::containsKey);
        }
        return !replacements.isEmpty();
    }

    private void visit(
            Dominators dominators, MemoryVersions memory, Builder build, Block block, Map<Key, Value> inherited) {
        Map<Key, Value> known = new HashMap<>(inherited);
        Version[] versions = memory.at(block);
        for (int i = 0; i < block.body().size(); i++) {
            Value value = block.body().get(i);
            value.args().replaceAll(this::resolve);
            Version version = value.is(Op.LOAD) ? seen(value, versions) : null;
            build.at(block, i);
            Value stored = version == null ? null : stored(build, value, version);
            i = build.index();
            Key key = key(value, version);
            Value earlier = stored != null ? stored : key == null ? null : known.putIfAbsent(key, value);
            if (earlier != null) {
                replacements.put(value, earlier);
            } else {
                memory.apply(value, versions);
            }
        }
        for (Block child : dominators.children(block)) {
            visit(dominators, memory, build, child, known);
        }
    }

    private Value resolve(Value value) {
        Value to = value;
        for (Value next = replacements.get(to); next != null; next = replacements.get(to)) {
            to = next;
        }
        return to;
    }

    private static Version seen(Value load, Version[] versions) {
        return MemoryVersions.seenBy(load, versions[load.access().region().ordinal()]);
    }

    private static @Nullable Key key(Value value, @Nullable Version version) {
        Op op = value.op();
        boolean pure = op.arithmetic() || (op == Op.CALL && value.callee().pure());
        if (!pure && version == null) {
            return null;
        }
        return new Key(op, value.type(), List.copyOf(value.args()), value.imm(), value.aux(), version);
    }

    /** What a load reads, if the last write to its bytes was a store of just these. */
    private @Nullable Value stored(Builder build, Value load, Version version) {
        Value writer = version.writer();
        Region region = load.access().region();
        if (writer == null || !writer.is(Op.STORE) || region == Region.CONTEXT) {
            return null;
        }
        if (!Alias.of(writer).same(Alias.of(load))) {
            return null;
        }
        Value value = resolve(writer.arg(1));
        build.position(load.position());
        if (load.access().bytes() == 8) {
            return value.type() == load.type() ? value : null;
        }
        if (load.type() == Type.PTR || value.type() == Type.PTR) {
            return null;
        }
        Value sized = load.type() == Type.I32 ? build.trunc(value) : build.zext(value);
        long mask = (1L << (8 * load.access().bytes())) - 1;
        return build.binary(Op.AND, sized, build.constant(load.type(), mask));
    }
}
