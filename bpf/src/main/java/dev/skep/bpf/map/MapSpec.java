package dev.skep.bpf.map;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A map before it is created: immutable, and equal for equal input on any machine.
 *
 * @param name           by which programs refer to it; the kernel keeps the first 15 characters
 * @param type           the map type
 * @param keyBytes       size of a key in bytes, 0 where the type has none
 * @param valueBytes     size of one CPU's value in bytes
 * @param maxEntries     capacity; bytes for a ring buffer (a power of two times the page size); 0 for local storage, or
 *                       for a perf event array to mean one entry per possible CPU
 * @param flags          {@code BPF_F_*} of {@code bpf_attr.map_flags}
 * @param keyTypeId      id of the key in the object's BTF, or 0
 * @param valueTypeId    id of the value in the object's BTF, or 0
 * @param inner          template of the maps inside an array or hash of maps, else null
 * @param initialValue   contents of the only value of an array map ({@code .rodata}, {@code .data}), else null
 * @param frozen         whether user space gives up writing before programs are loaded ({@code .rodata})
 */
public record MapSpec(
        String name,
        MapType type,
        int keyBytes,
        int valueBytes,
        int maxEntries,
        int flags,
        int keyTypeId,
        int valueTypeId,
        @Nullable MapSpec inner,
        byte @Nullable [] initialValue,
        boolean frozen) {

    /** Do not allocate all hash entries up front; required for LPM tries and local storage. */
    public static final int NO_PREALLOC = 1;

    /** Programs may only read. */
    public static final int RDONLY_PROG = 1 << 7;

    /** The array's values can be mapped into user space; rounds its memory up to whole pages. */
    public static final int MMAPABLE = 1 << 10;

    /** A plain map without BTF, template or contents. */
    public MapSpec(String name, MapType type, int keyBytes, int valueBytes, int maxEntries, int flags) {
        this(name, type, keyBytes, valueBytes, maxEntries, flags, 0, 0, null, null, false);
    }

    /** The same map with another capacity. */
    public MapSpec withMaxEntries(int entries) {
        return new MapSpec(
                name, type, keyBytes, valueBytes, entries, flags, keyTypeId, valueTypeId, inner, initialValue, frozen);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof MapSpec that
                && name.equals(that.name)
                && type == that.type
                && keyBytes == that.keyBytes
                && valueBytes == that.valueBytes
                && maxEntries == that.maxEntries
                && flags == that.flags
                && keyTypeId == that.keyTypeId
                && valueTypeId == that.valueTypeId
                && Objects.equals(inner, that.inner)
                && Arrays.equals(initialValue, that.initialValue)
                && frozen == that.frozen;
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, type, keyBytes, valueBytes, maxEntries, flags);
    }
}
