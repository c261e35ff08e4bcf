package dev.skep.compiler;

import dev.skep.bpf.prog.ObjectSpec;
import dev.skep.compiler.lang.MapDeclaration;
import java.lang.reflect.Field;
import java.util.List;
import java.util.Map;

/**
 * What a compilation gives: specs to load, and what user space has to know to read the maps.
 *
 * @param spec         programs, maps and BTF
 * @param maps         declarations of the maps by their names in {@code spec}
 * @param lossCounters by ring: the per-CPU array of {@code long} that counts what found no room, one entry per program
 * @param programs     names of the programs; a program's place here is its index in the loss counters
 * @param variables    where each static variable lies in the value of map {@code .data}, in bytes
 */
public record CompiledObject(
        ObjectSpec spec,
        Map<String, MapDeclaration> maps,
        Map<String, String> lossCounters,
        List<String> programs,
        Map<Field, Integer> variables) {
    public CompiledObject {
        maps = Map.copyOf(maps);
        lossCounters = Map.copyOf(lossCounters);
        programs = List.copyOf(programs);
        variables = Map.copyOf(variables);
    }
}
