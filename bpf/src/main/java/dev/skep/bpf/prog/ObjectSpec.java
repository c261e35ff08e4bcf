package dev.skep.bpf.prog;

import dev.skep.bpf.map.MapSpec;
import java.util.List;

/**
 * Programs and the maps that they share, before loading: what one compilation or one ELF file gives.
 *
 * @param maps     in creation order: an inner map's template comes before the map that holds it
 * @param programs in load order
 * @param btf      raw BTF that the function, line, key and value type ids refer to; empty for none
 */
public record ObjectSpec(List<MapSpec> maps, List<ProgramSpec> programs, byte[] btf) {
    public ObjectSpec {
        maps = List.copyOf(maps);
        programs = List.copyOf(programs);
    }
}
