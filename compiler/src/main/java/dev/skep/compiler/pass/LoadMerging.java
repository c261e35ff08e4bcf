package dev.skep.compiler.pass;

import dev.skep.compiler.ir.Access;
import dev.skep.compiler.ir.Block;
import dev.skep.compiler.ir.Builder;
import dev.skep.compiler.ir.Graph;
import dev.skep.compiler.ir.Op;
import dev.skep.compiler.ir.Region;
import dev.skep.compiler.ir.Type;
import dev.skep.compiler.ir.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A number that is put together from neighbouring bytes by shifts becomes one load, swapped if the bytes stand in network
 * order.
 *
 * <pre>
 *   p[0] &lt;&lt; 24 | p[1] &lt;&lt; 16 | p[2] &lt;&lt; 8 | p[3]      becomes      bswap32(*(u32 *)p)
 * </pre>
 *
 * <p>Each operand of the tree of ORs says where in memory the bytes of its number come from; together they must be all bytes
 * of the result, in one direction. All loads stand in one block with nothing between them that writes their memory.
 */
final class LoadMerging implements Pass {
    private static final int MAX_LEAVES = 8;

    /** Where each byte of a number comes from: offset of the byte from the loads' root, or null for a zero byte. */
    private record Bytes(@Nullable Long[] from, List<Value> loads) {}

    @Override
    public boolean run(Graph graph) {
        Set<Value> inner = new HashSet<>();
        for (Block block : graph.blocks()) {
            for (Value value : block.body()) {
                if (joins(value)) {
                    value.args().stream().filter(LoadMerging::joins).forEach(inner::add);
                }
            }
        }
        Builder build = new Builder(graph);
        Map<Value, Value> replacements = new HashMap<>();
        for (Block block : graph.blocks()) {
            for (int i = 0; i < block.body().size(); i++) {
                Value value = block.body().get(i);
                if (!joins(value) || inner.contains(value)) {
                    continue;
                }
                build.at(block, i);
                build.position(value.position());
                Value merged = merge(build, block, value);
                i = build.index();
                if (merged != null) {
                    replacements.put(value, merged);
                }
            }
        }
        graph.replace(replacements);
        graph.blocks().forEach(block -> block.body().removeIf(replacements::containsKey));
        return !replacements.isEmpty();
    }

    private static boolean joins(Value value) {
        return value.is(Op.OR) && !value.arg(1).isConst();
    }

    private static @Nullable Value merge(Builder build, Block block, Value root) {
        Bytes bytes = bytes(root, MAX_LEAVES);
        if (bytes == null || bytes.loads.size() < 2) {
            return null;
        }
        int width = 0;
        while (width < bytes.from.length && bytes.from[width] != null) {
            width++;
        }
        boolean restZero = Arrays.stream(bytes.from, width, bytes.from.length).allMatch(b -> b == null);
        if (!restZero || (width != 2 && width != 4 && width != 8)) {
            return null;
        }
        long first = java.util.Objects.requireNonNull(bytes.from[0]);
        long last = java.util.Objects.requireNonNull(bytes.from[width - 1]);
        boolean swapped = last < first;
        long start = Math.min(first, last);
        for (int i = 0; i < width; i++) {
            long expected = swapped ? start + width - 1 - i : start + i;
            if (!java.util.Objects.equals(bytes.from[i], expected)) {
                return null;
            }
        }
        Value sample = bytes.loads.getFirst();
        Region region = sample.access().region();
        if (!undisturbed(block, bytes.loads, root) || (region == Region.STACK && start % width != 0)) {
            return null;
        }
        long offset = sample.imm() + start - Alias.of(sample).offset();
        return wide(build, root.type(), sample.arg(0), offset, new Access(width, region), swapped);
    }

    private static Value wide(Builder build, Type type, Value base, long offset, Access access, boolean swapped) {
        Type loaded = access.bytes() == 8 ? Type.I64 : Type.I32;
        Value load = build.load(loaded, base, offset, access);
        if (swapped) {
            Op swap = access.bytes() == 2 ? Op.BSWAP16 : access.bytes() == 4 ? Op.BSWAP32 : Op.BSWAP64;
            load = build.unary(swap, loaded, load);
        }
        return type == Type.I64 ? build.zext(load) : build.trunc(load);
    }

    /** Whether all loads stand in the block and nothing writes their memory from the first of them to the root. */
    private static boolean undisturbed(Block block, List<Value> loads, Value root) {
        int end = block.body().indexOf(root);
        int start = end;
        for (Value load : loads) {
            int at = block.body().indexOf(load);
            if (at < 0
                    || !load.access().region().equals(loads.getFirst().access().region())) {
                return false;
            }
            start = Math.min(start, at);
        }
        for (Value value : block.body().subList(start, end)) {
            boolean writes = value.is(Op.STORE) || value.is(Op.ATOMIC_ADD) || value.is(Op.CALL);
            if (writes) {
                return false;
            }
        }
        return true;
    }

    private static @Nullable Bytes bytes(Value value, int leaves) {
        if (leaves <= 0) {
            return null;
        }
        int size = value.type() == Type.I32 ? 4 : 8;
        return switch (value.op()) {
            case LOAD -> loaded(value, size);
            case OR -> or(value, leaves);
            case SHL -> shifted(value, leaves, size);
            case ZEXT, TRUNC -> resized(bytes(value.arg(0), leaves), size);
            case BSWAP16 -> swapped(bytes(value.arg(0), leaves), 2);
            case BSWAP32 -> swapped(bytes(value.arg(0), leaves), 4);
            case BSWAP64 -> swapped(bytes(value.arg(0), leaves), 8);
            default -> null;
        };
    }

    private static @Nullable Bytes loaded(Value load, int size) {
        if (load.type() == Type.PTR) {
            return null;
        }
        @Nullable Long[] from = new Long[size];
        Alias place = Alias.of(load);
        for (int i = 0; i < Math.min(size, place.bytes()); i++) {
            from[i] = place.offset() + i;
        }
        return new Bytes(from, List.of(load));
    }

    private static @Nullable Bytes or(Value value, int leaves) {
        Bytes a = bytes(value.arg(0), leaves - 1);
        Bytes b = bytes(value.arg(1), leaves - 1);
        if (a == null || b == null || !Alias.of(a.loads.getFirst()).sameRoot(Alias.of(b.loads.getFirst()))) {
            return null;
        }
        @Nullable Long[] from = a.from.clone();
        for (int i = 0; i < from.length; i++) {
            if (b.from[i] != null) {
                if (from[i] != null) {
                    return null;
                }
                from[i] = b.from[i];
            }
        }
        List<Value> loads = new ArrayList<>(a.loads);
        loads.addAll(b.loads);
        return new Bytes(from, loads);
    }

    private static @Nullable Bytes shifted(Value value, int leaves, int size) {
        Value by = value.arg(1);
        Bytes inner = by.isConst() && by.imm() % 8 == 0 ? bytes(value.arg(0), leaves) : null;
        if (inner == null) {
            return null;
        }
        @Nullable Long[] from = new Long[size];
        int shift = (int) by.imm() / 8;
        System.arraycopy(inner.from, 0, from, shift, size - shift);
        return new Bytes(from, inner.loads);
    }

    private static @Nullable Bytes resized(@Nullable Bytes bytes, int size) {
        return bytes == null ? null : new Bytes(Arrays.copyOf(bytes.from, size), bytes.loads);
    }

    private static @Nullable Bytes swapped(@Nullable Bytes bytes, int count) {
        if (bytes == null) {
            return null;
        }
        @Nullable Long[] from = new Long[bytes.from.length];
        for (int i = 0; i < count && i < from.length; i++) {
            from[i] = bytes.from[count - 1 - i];
        }
        return new Bytes(from, bytes.loads);
    }
}
