package dev.skep.bpf.map;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.skep.bpf.sys.Bpf;
import dev.skep.bpf.sys.BpfAttr;
import dev.skep.bpf.sys.BpfCommand;
import dev.skep.bpf.sys.Cpus;
import dev.skep.bpf.sys.Errno;
import dev.skep.bpf.sys.FileDescriptor;
import dev.skep.bpf.sys.MappedMemory;
import dev.skep.bpf.sys.PageSize;
import dev.skep.bpf.sys.Scratch;
import dev.skep.bpf.sys.Syscall;
import dev.skep.bpf.sys.SyscallException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A map in the kernel, untyped: keys and values are bytes in native order. {@link TypedMap} and its siblings put types on
 * top; {@link MapBatch} works on many elements at once.
 *
 * <p>Keys and values are passed as {@code byte[]}, or, without allocating, as native {@link MemorySegment}s. What a key or
 * value means depends on the type:
 * <ul>
 *   <li>a per-CPU value is {@link #bufferBytes()} long: one value per possible CPU, each rounded up to eight bytes;
 *   <li>queues, stacks and bloom filters have no key: {@link #push}, {@link #pop}, {@link #peek}, {@link #contains};
 *   <li>arrays and hashes of maps, program arrays, perf event arrays and socket maps take a descriptor (an {@code int}) as
 *       value, and answer an id where the kernel allows to look;
 *   <li>local storage takes a descriptor as key: pidfd, socket, file or cgroup directory.
 * </ul>
 * Failures other than "no such element" are {@link SyscallException}s that name the map. Closing is idempotent; the map
 * lives on while a program, a pin or another descriptor holds it.
 */
public final class BpfMap implements AutoCloseable {
    private final FileDescriptor fd;
    private final String name;
    private final MapType type;
    private final int keyBytes;
    private final int valueBytes;
    private final int maxEntries;
    private final int flags;

    BpfMap(FileDescriptor fd, String name, MapType type, int keyBytes, int valueBytes, int maxEntries, int flags) {
        this.fd = fd;
        this.name = name;
        this.type = type;
        this.keyBytes = keyBytes;
        this.valueBytes = valueBytes;
        this.maxEntries = maxEntries;
        this.flags = flags;
    }

    /** Creates a map whose spec refers to no BTF. */
    public static BpfMap create(MapSpec spec) {
        return MapCreator.create(spec, null);
    }

    /**
     * Creates a map.
     *
     * @param btf the loaded BTF that the spec's type ids refer to, or null
     * @throws SyscallException if the kernel refuses
     */
    public static BpfMap create(MapSpec spec, @Nullable FileDescriptor btf) {
        return MapCreator.create(spec, btf);
    }

    /** Opens the map that is pinned at a path in bpffs. */
    public static BpfMap fromPin(Path pin) {
        return adopt(Bpf.openPinned(pin.toString()));
    }

    /** Opens the map with an id. */
    public static BpfMap fromId(int id) {
        return adopt(Bpf.openById(BpfCommand.MAP_GET_FD_BY_ID, id, "map id " + id));
    }

    /** Takes ownership of a map's descriptor; its shape is asked from the kernel. */
    public static BpfMap adopt(FileDescriptor fd) {
        try {
            MapInfo info = MapInfo.read(fd);
            return new BpfMap(
                    fd, info.name(), info.type(), info.keyBytes(), info.valueBytes(), info.maxEntries(), info.flags());
        } catch (RuntimeException failure) {
            fd.close();
            throw failure;
        }
    }

    /**
     * Opens the map pinned at a path, or creates it and pins it there.
     *
     * @throws IllegalStateException if the pinned map has another shape
     */
    public static BpfMap reuse(Path pin, MapSpec spec, @Nullable FileDescriptor btf) {
        if (!Files.exists(pin)) {
            BpfMap created = create(spec, btf);
            try {
                created.pin(pin);
                return created;
            } catch (SyscallException failure) {
                created.close();
                if (failure.errno() != Errno.EEXIST) {
                    throw failure;
                }
            }
        }
        BpfMap pinned = fromPin(pin);
        String wanted = MapCreator.describe(spec);
        String found = MapCreator.describe(new MapSpec(
                spec.name(), pinned.type, pinned.keyBytes, pinned.valueBytes, pinned.maxEntries, pinned.flags));
        if (!wanted.equals(found)) {
            pinned.close();
            throw new IllegalStateException("at " + pin + " is pinned " + found + ", not " + wanted);
        }
        return pinned;
    }

    /** The descriptor; it stays owned by this map. */
    public FileDescriptor fd() {
        return fd;
    }

    /** The full name if it was created here, else what the kernel kept of it. */
    public String name() {
        return name;
    }

    public MapType type() {
        return type;
    }

    /** Size of a key in bytes. */
    public int keyBytes() {
        return keyBytes;
    }

    /** Size of one CPU's value in bytes. */
    public int valueBytes() {
        return valueBytes;
    }

    /** Size of what {@link #lookup} answers: a value, or for per-CPU types one {@link #strideBytes()} per possible CPU. */
    public int bufferBytes() {
        return type.perCpu() ? strideBytes() * Cpus.possible() : valueBytes;
    }

    /** Distance between the values of two CPUs, and between two values of a mapped array. */
    public int strideBytes() {
        return (valueBytes + 7) & -8;
    }

    public int maxEntries() {
        return maxEntries;
    }

    /** {@code BPF_F_*} that it was created with. */
    public int flags() {
        return flags;
    }

    /** What the kernel says about it now. */
    public MapInfo info() {
        return MapInfo.read(fd);
    }

    /** Pins it at a path in bpffs: it outlives this process. */
    public void pin(Path path) {
        Bpf.pin(fd, path.toString(), toString());
    }

    /** Lets nobody in user space write any more; programs still can, unless it was created read-only for them. */
    public void freeze() {
        element(BpfCommand.MAP_FREEZE, null, null, 0, false);
    }

    /** The value of a key, or null if there is none. */
    public byte @Nullable [] lookup(byte[] key) {
        return read(BpfCommand.MAP_LOOKUP_ELEM, checkedKey(key));
    }

    /**
     * Copies the value of a key.
     *
     * @param key   native memory of {@link #keyBytes()}
     * @param value native memory of {@link #bufferBytes()}
     * @return whether there is one
     */
    public boolean lookup(MemorySegment key, MemorySegment value) {
        return element(BpfCommand.MAP_LOOKUP_ELEM, key, value, 0, true);
    }

    /** Takes the value of a key out of the map in one step, or answers null if there is none. */
    public byte @Nullable [] lookupAndDelete(byte[] key) {
        return read(BpfCommand.MAP_LOOKUP_AND_DELETE_ELEM, checkedKey(key));
    }

    /** {@link #lookupAndDelete(byte[])} into native memory; false if there was none. */
    public boolean lookupAndDelete(MemorySegment key, MemorySegment value) {
        return element(BpfCommand.MAP_LOOKUP_AND_DELETE_ELEM, key, value, 0, true);
    }

    /** Creates or replaces an element. */
    public void update(byte[] key, byte[] value) {
        update(key, value, UpdateMode.ANY);
    }

    /**
     * Writes an element.
     *
     * @return false if {@code mode} forbade it: it exists already, or does not exist
     */
    public boolean update(byte[] key, byte[] value, UpdateMode mode) {
        try (Scratch scratch = Scratch.open()) {
            return update(scratch.copyOf(checkedKey(key)), scratch.copyOf(checkedValue(value)), mode);
        }
    }

    /** {@link #update(byte[], byte[], UpdateMode)} from native memory. */
    public boolean update(MemorySegment key, MemorySegment value, UpdateMode mode) {
        long result = tryElement(BpfCommand.MAP_UPDATE_ELEM, key, value, mode.ordinal());
        boolean forbidden = (mode == UpdateMode.NOEXIST && result == -Errno.EEXIST.number())
                || (mode == UpdateMode.EXIST && result == -Errno.ENOENT.number());
        if (forbidden) {
            return false;
        }
        Syscall.check(result, BpfCommand.MAP_UPDATE_ELEM.call(), toString());
        return true;
    }

    /** Deletes an element; false if there was none. */
    public boolean delete(byte[] key) {
        try (Scratch scratch = Scratch.open()) {
            return delete(scratch.copyOf(checkedKey(key)));
        }
    }

    /** {@link #delete(byte[])} from native memory. */
    public boolean delete(MemorySegment key) {
        return element(BpfCommand.MAP_DELETE_ELEM, key, null, 0, true);
    }

    /** The key after another one in the map's own order, the first for null; null at the end. */
    public byte @Nullable [] nextKey(byte @Nullable [] key) {
        try (Scratch scratch = Scratch.open()) {
            MemorySegment next = scratch.allocate(keyBytes, 8);
            MemorySegment from = key == null ? null : scratch.copyOf(checkedKey(key));
            return nextKey(from, next) ? next.toArray(JAVA_BYTE) : null;
        }
    }

    /** {@link #nextKey(byte[])} in native memory; false at the end. */
    public boolean nextKey(@Nullable MemorySegment key, MemorySegment next) {
        return element(BpfCommand.MAP_GET_NEXT_KEY, key, next, 0, true);
    }

    /** Appends to a queue, stack or bloom filter; false if it is full. */
    public boolean push(byte[] value) {
        try (Scratch scratch = Scratch.open()) {
            long result = tryElement(BpfCommand.MAP_UPDATE_ELEM, null, scratch.copyOf(checkedValue(value)), 0);
            if (result == -Errno.E2BIG.number()) {
                return false;
            }
            Syscall.check(result, BpfCommand.MAP_UPDATE_ELEM.call(), toString());
            return true;
        }
    }

    /** Takes the next value of a queue or stack; null if it is empty. */
    public byte @Nullable [] pop() {
        return read(BpfCommand.MAP_LOOKUP_AND_DELETE_ELEM, null);
    }

    /** The next value of a queue or stack, which stays; null if it is empty. */
    public byte @Nullable [] peek() {
        return read(BpfCommand.MAP_LOOKUP_ELEM, null);
    }

    /** Whether a bloom filter may contain a value; false is certain. */
    public boolean contains(byte[] value) {
        try (Scratch scratch = Scratch.open()) {
            return element(BpfCommand.MAP_LOOKUP_ELEM, null, scratch.copyOf(checkedValue(value)), 0, true);
        }
    }

    /** Operations on many elements per system call. */
    public MapBatch batch() {
        return new MapBatch(this);
    }

    /**
     * Maps the values of an array with {@link MapSpec#MMAPABLE}: value {@code i} is at {@code i *} {@link #strideBytes()}.
     *
     * @param protection {@link MappedMemory#READ} or {@link MappedMemory#READ_WRITE} (not once it is frozen)
     */
    public MappedMemory mapValues(int protection) {
        long bytes = (long) strideBytes() * maxEntries;
        return MappedMemory.map(fd, protection, 0, PageSize.roundUp(bytes), toString());
    }

    private byte @Nullable [] read(BpfCommand command, byte @Nullable [] key) {
        try (Scratch scratch = Scratch.open()) {
            MemorySegment value = scratch.allocate(bufferBytes(), 8);
            MemorySegment from = key == null ? null : scratch.copyOf(key);
            return element(command, from, value, 0, true) ? value.toArray(JAVA_BYTE) : null;
        }
    }

    private void checkMemory(@Nullable MemorySegment memory, long bytes, String what) {
        if (memory != null && (memory.byteSize() < bytes || !memory.isNative())) {
            throw new IllegalArgumentException(
                    "a " + what + " of " + this + " needs " + bytes + " bytes of native memory, not " + memory);
        }
    }

    /** False for ENOENT where that is an answer. */
    private boolean element(
            BpfCommand command,
            @Nullable MemorySegment key,
            @Nullable MemorySegment value,
            long elementFlags,
            boolean mayBeMissing) {
        long result = tryElement(command, key, value, elementFlags);
        if (mayBeMissing && result == -Errno.ENOENT.number()) {
            return false;
        }
        Syscall.check(result, command.call(), toString());
        return true;
    }

    private long tryElement(
            BpfCommand command, @Nullable MemorySegment key, @Nullable MemorySegment value, long elementFlags) {
        checkMemory(key, keyBytes, "key");
        checkMemory(value, command == BpfCommand.MAP_GET_NEXT_KEY ? keyBytes : bufferBytes(), "value");
        try (Scratch scratch = Scratch.open()) {
            MemorySegment attr = scratch.allocate(BpfAttr.MapElement.BYTES, 8);
            attr.set(JAVA_INT, BpfAttr.MapElement.MAP_FD, fd.number());
            attr.set(JAVA_LONG, BpfAttr.MapElement.KEY, key == null ? 0 : key.address());
            attr.set(JAVA_LONG, BpfAttr.MapElement.VALUE, value == null ? 0 : value.address());
            attr.set(JAVA_LONG, BpfAttr.MapElement.FLAGS, elementFlags);
            return Bpf.tryCall(command, attr);
        }
    }

    private byte[] checkedKey(byte[] key) {
        if (key.length != keyBytes) {
            throw new IllegalArgumentException("a key of " + this + " has " + keyBytes + " bytes, not " + key.length);
        }
        return key;
    }

    private byte[] checkedValue(byte[] value) {
        if (value.length != bufferBytes()) {
            throw new IllegalArgumentException(
                    "a value of " + this + " has " + bufferBytes() + " bytes, not " + value.length);
        }
        return value;
    }

    @Override
    public void close() {
        fd.close();
    }

    /** {@code map "flows" (HASH)}. */
    @Override
    public String toString() {
        return "map \"" + name + "\" (" + type + ")";
    }
}
