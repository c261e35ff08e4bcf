package dev.skep.bpf.map;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.skep.bpf.sys.Bpf;
import dev.skep.bpf.sys.FileDescriptor;
import dev.skep.bpf.sys.MapInfoLayout;
import dev.skep.bpf.sys.Scratch;
import java.lang.foreign.MemorySegment;

/**
 * What the kernel says about a map ({@code struct bpf_map_info}).
 *
 * @param id          unique on this host while the map lives
 * @param type        the type; {@link MapType#UNSPEC} for one newer than this library
 * @param name        at most 15 characters
 * @param keyBytes    size of a key
 * @param valueBytes  size of one CPU's value
 * @param maxEntries  capacity
 * @param flags       {@code BPF_F_*}
 * @param btfId       id of the BTF object that describes key and value, or 0
 * @param keyTypeId   id of the key in it, or 0
 * @param valueTypeId id of the value in it, or 0
 * @param extra       {@code map_extra}: what the type makes of it (hash functions of a bloom filter)
 */
public record MapInfo(
        int id,
        MapType type,
        String name,
        int keyBytes,
        int valueBytes,
        int maxEntries,
        int flags,
        int btfId,
        int keyTypeId,
        int valueTypeId,
        long extra) {

    /** Asks the kernel about the map behind a descriptor. */
    public static MapInfo read(FileDescriptor fd) {
        try (Scratch scratch = Scratch.open()) {
            MemorySegment info = scratch.allocate(MapInfoLayout.BYTES, 8);
            Bpf.info(fd, info, "map");
            return parse(info);
        }
    }

    static MapInfo parse(MemorySegment info) {
        return new MapInfo(
                info.get(JAVA_INT, MapInfoLayout.ID),
                MapType.of(info.get(JAVA_INT, MapInfoLayout.TYPE)),
                info.getString(MapInfoLayout.NAME),
                info.get(JAVA_INT, MapInfoLayout.KEY_SIZE),
                info.get(JAVA_INT, MapInfoLayout.VALUE_SIZE),
                info.get(JAVA_INT, MapInfoLayout.MAX_ENTRIES),
                info.get(JAVA_INT, MapInfoLayout.MAP_FLAGS),
                info.get(JAVA_INT, MapInfoLayout.BTF_ID),
                info.get(JAVA_INT, MapInfoLayout.BTF_KEY_TYPE_ID),
                info.get(JAVA_INT, MapInfoLayout.BTF_VALUE_TYPE_ID),
                info.get(JAVA_LONG, MapInfoLayout.MAP_EXTRA));
    }
}
