package dev.skep.compiler.pass;

import dev.skep.compiler.ir.Block;
import dev.skep.compiler.ir.Graph;
import dev.skep.compiler.ir.Op;
import dev.skep.compiler.ir.Region;
import dev.skep.compiler.ir.Value;
import java.util.Arrays;
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

    private static final Region[] REGIONS = Region.values();

    private final Map<Block, Version[]> starts = new HashMap<>();
    private final Map<Block, Version[]> ends = new HashMap<>();
    private final Map<Block, @Nullable Version[]> joins = new HashMap<>();
    private final Map<Value, @Nullable Version[]> writes = new HashMap<>();
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
        Version[] versions = new Version[REGIONS.length];
        for (int region = 0; region < REGIONS.length; region++) {
            versions[region] = block == graph.entry() ? initial : meet(block, region);
        }
        starts.put(block, versions.clone());
        block.body().forEach(value -> apply(value, versions));
        return !Arrays.equals(versions, ends.put(block, versions));
    }

    private Version meet(Block block, int region) {
        @Nullable Version[] made = joins.get(block);
        Version before = made == null ? null : made[region];
        if (before != null) {
            return before;
        }
        Version common = null;
        for (Block predecessor : block.predecessors()) {
            Version[] end = ends.get(predecessor);
            if (end == null || end[region] == common) {
                continue;
            }
            if (common != null) {
                return made(joins, block, region, null);
            }
            common = end[region];
        }
        return common == null ? initial : common;
    }

    private static <K> Version made(Map<K, @Nullable Version[]> known, K key, int region, @Nullable Value writer) {
        @Nullable Version[] all = known.computeIfAbsent(key, k -> new @Nullable Version[REGIONS.length]);
        Version version = all[region];
        if (version == null) {
            version = new Version(writer);
            all[region] = version;
        }
        return version;
    }

    /** The versions at the start of a block by the region's ordinal; a copy. */
    Version[] at(Block block) {
        return java.util.Objects.requireNonNull(starts.get(block)).clone();
    }

    /** What an operation does to the versions. */
    void apply(Value value, Version[] versions) {
        for (Region region : written(value)) {
            Version made = made(writes, value, region.ordinal(), value);
            made.before = versions[region.ordinal()];
            versions[region.ordinal()] = made;
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
