package dev.skep.compiler.lang;

import dev.skep.bpf.map.MapType;
import org.jspecify.annotations.Nullable;

/**
 * What a call of {@link Maps} declared: what a compiler needs to make the kernel's map. Name and types are those of the
 * static field that holds the map.
 *
 * @param name       name of the field
 * @param owner      class that declares the field
 * @param type       the kernel's map type
 * @param key        class of the keys; {@code Integer} for arrays and their like, null where the type has none
 * @param value      class of the values or events; null where the type has none (ring buffers have an event class all the same)
 * @param maxEntries as {@code MapSpec} wants it: bytes for a ring buffer, 0 for local storage and perf event arrays
 * @param flags      {@code BPF_F_*}
 * @param valueBytes bytes of a value that has no class (stack depth times 8), else 0
 * @param extra      {@code map_extra}: hash functions of a bloom filter, else 0
 * @param inner      template of the maps inside an array or hash of maps, else null
 */
public record MapDeclaration(
        String name,
        Class<?> owner,
        MapType type,
        @Nullable Class<?> key,
        @Nullable Class<?> value,
        int maxEntries,
        int flags,
        int valueBytes,
        long extra,
        @Nullable MapDeclaration inner) {

    /**
     * The declaration of a map that {@link Maps} gave.
     *
     * @throws IllegalStateException if no static field of the class that made the map holds it, or its type arguments
     *     are not classes
     */
    public static MapDeclaration of(BpfMapType map) {
        if (map instanceof MemoryMap memory) {
            return memory.declaration();
        }
        throw new IllegalArgumentException(map.getClass().getName() + " was not made by " + Maps.class.getName());
    }
}
