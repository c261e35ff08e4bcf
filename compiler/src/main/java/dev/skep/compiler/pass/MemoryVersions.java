package dev.skep.compiler.pass;

import dev.skep.compiler.ir.Block;
import dev.skep.compiler.ir.Graph;
import dev.skep.compiler.ir.Op;
import dev.skep.compiler.ir.Region;
import dev.skep.compiler.ir.Value;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which write each region of memory has last seen, at the start of each block: SSA for memory. A write makes a new version
 * out of the one before it; where different versions meet, the block itself makes one. Solved optimistically: edges that
 * come from code not looked at yet have no say, so a loop that writes nothing keeps the version it was entered with.
 */
final class MemoryVersions {
    /** A state of a region: what the writer made of the state before; no writer where versions meet or nothing was written. */
    static final class Version {
        private final @Nullable Value writer;
        private @Nullable Version before;

        private Version(@Nullable Value writer) {
            this.writer = writer;
        }

        @Nullable Value writer() {
            return writer;
        }

        /** The state before, null where {@link #writer} is. */
        @Nullable Version before() {
            return before;
        }
    }

    private final Map<Block, Map<Region, Version>> starts = new HashMap<>();
    private final Map<Block, Map<Region, Version>> ends = new HashMap<>();
    private final Map<Block, Map<Region, Version>> joins = new HashMap<>();
    private final Map<Value, Map<Region, Version>> writes = new HashMap<>();
    private final Version initial = new Version(null);

    MemoryVersions(Graph graph) {
        boolean changed = true;
        while (changed) {
            changed = false;
            for (Block block : graph.blocks()) {
                changed |= visit(graph, block);
            }
        }
    }

    private boolean visit(Graph graph, Block block) {
        Map<Region, Version> versions = new EnumMap<>(Region.class);
        for (Region region : Region.values()) {
            versions.put(region, block == graph.entry() ? initial : meet(block, region));
        }
        starts.put(block, new EnumMap<>(versions));
        block.body().forEach(value -> apply(value, versions));
        return !versions.equals(ends.put(block, versions));
    }

    private Version meet(Block block, Region region) {
        Map<Region, Version> made = joins.get(block);
        if (made != null && made.containsKey(region)) {
            return made.get(region);
        }
        Version common = null;
        for (Block predecessor : block.predecessors()) {
            Map<Region, Version> end = ends.get(predecessor);
            Version one = end == null ? null : end.get(region);
            if (one == null || one == common) {
                continue;
            }
            if (common != null) {
                return joins.computeIfAbsent(block, key -> new EnumMap<>(Region.class))
                        .computeIfAbsent(region, key -> new Version(null));
            }
            common = one;
        }
        return common == null ? initial : common;
    }

    /** The versions at the start of a block; a copy. */
    Map<Region, Version> at(Block block) {
        return new EnumMap<>(starts.getOrDefault(block, Map.of(Region.STACK, initial)));
    }

    /** What an operation does to the versions. */
    void apply(Value value, Map<Region, Version> versions) {
        for (Region region : written(value)) {
            Version made = writes.computeIfAbsent(value, key -> new EnumMap<>(Region.class))
                    .computeIfAbsent(region, key -> new Version(value));
            made.before = versions.put(region, made);
        }
    }

    private static Iterable<Region> written(Value value) {
        return switch (value.op()) {
            case STORE, ATOMIC_ADD -> List.of(value.access().region());
            case CALL -> value.callee().writes();
            default -> List.of();
        };
    }

    /** The latest version that a load can tell from the given one: writes to other bytes are stepped over. */
    static Version seenBy(Value load, Version latest) {
        Alias bytes = Alias.of(load);
        Version version = latest;
        while (version.writer != null && version.before != null && !touches(version.writer, bytes, load)) {
            version = version.before;
        }
        return version;
    }

    private static boolean touches(Value writer, Alias bytes, Value load) {
        return writer.is(Op.CALL)
                ? bytes.writtenBy(writer, load.access().region())
                : !Alias.of(writer).apart(bytes);
    }
}
