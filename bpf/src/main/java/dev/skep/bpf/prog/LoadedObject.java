package dev.skep.bpf.prog;

import dev.skep.bpf.map.BpfMap;
import dev.skep.bpf.sys.FileDescriptor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Programs and maps in the kernel, loaded together and closed together (programs first, then maps). */
public final class LoadedObject implements AutoCloseable {
    private final Map<String, BpfMap> maps;
    private final Set<String> borrowed;
    private final Map<String, Program> programs;
    private final @Nullable FileDescriptor btf;

    LoadedObject(
            Map<String, BpfMap> maps,
            Set<String> borrowed,
            Map<String, Program> programs,
            @Nullable FileDescriptor btf) {
        this.maps = Collections.unmodifiableMap(new LinkedHashMap<>(maps));
        this.borrowed = Set.copyOf(borrowed);
        this.programs = Collections.unmodifiableMap(new LinkedHashMap<>(programs));
        this.btf = btf;
    }

    /** The maps by name, in creation order. */
    public Map<String, BpfMap> maps() {
        return maps;
    }

    /** The programs by name, in load order. */
    public Map<String, Program> programs() {
        return programs;
    }

    /**
     * The map with a name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public BpfMap map(String name) {
        BpfMap map = maps.get(name);
        if (map == null) {
            throw new IllegalArgumentException("no map \"" + name + "\" among " + maps.keySet());
        }
        return map;
    }

    /**
     * The program with a name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public Program program(String name) {
        Program program = programs.get(name);
        if (program == null) {
            throw new IllegalArgumentException("no program \"" + name + "\" among " + programs.keySet());
        }
        return program;
    }

    @Override
    public void close() {
        programs.values().forEach(Program::close);
        maps.forEach((name, map) -> {
            if (!borrowed.contains(name)) {
                map.close();
            }
        });
        if (btf != null) {
            btf.close();
        }
    }
}
