package dev.skep.compiler;

import dev.skep.bpf.map.MapSpec;
import dev.skep.bpf.map.MapType;
import dev.skep.compiler.debug.ObjectTypes;
import dev.skep.compiler.front.Globals;
import dev.skep.compiler.front.MapTable;
import dev.skep.compiler.front.MapUse;
import dev.skep.compiler.front.Program;
import dev.skep.compiler.lang.MapDeclaration;
import dev.skep.compiler.layout.Layout;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The specs of an object's maps: declared ones, and those that the compiler adds. */
final class ObjectMaps {
    /** Types whose keys or values the kernel accepts no BTF for, or has none of. */
    private static final Set<MapType> WITHOUT_BTF = EnumSet.of(
            MapType.RINGBUF,
            MapType.PERF_EVENT_ARRAY,
            MapType.STACK_TRACE,
            MapType.PROG_ARRAY,
            MapType.QUEUE,
            MapType.STACK,
            MapType.BLOOM_FILTER,
            MapType.DEVMAP,
            MapType.DEVMAP_HASH,
            MapType.CPUMAP,
            MapType.XSKMAP,
            MapType.SOCKMAP,
            MapType.SOCKHASH,
            MapType.ARRAY_OF_MAPS,
            MapType.HASH_OF_MAPS);

    private final Program front;
    private final ObjectTypes types;
    private final int programs;

    ObjectMaps(Program front, ObjectTypes types, int programs) {
        this.front = front;
        this.types = types;
        this.programs = programs;
    }

    List<MapSpec> specs() {
        List<MapSpec> specs = new ArrayList<>();
        for (MapUse use : front.maps().uses().values()) {
            specs.add(spec(use.name(), use.declaration()));
        }
        for (String counter : front.maps().lossCounters().values()) {
            specs.add(typed(counter, MapType.PERCPU_ARRAY, Layout.of(int.class), Layout.of(long.class), programs, 0));
        }
        int scratch = front.maps().scratchBytes();
        if (scratch > 0) {
            specs.add(new MapSpec(MapTable.SCRATCH, MapType.PERCPU_ARRAY, 4, scratch, 1, 0));
        }
        contents(specs, MapTable.ZEROS, new byte[front.maps().zeroBytes()], MapSpec.RDONLY_PROG, List.of());
        contents(specs, Globals.DATA, front.globals().data(), MapSpec.MMAPABLE, variables());
        contents(specs, Globals.RODATA, front.globals().rodata(), MapSpec.RDONLY_PROG | MapSpec.MMAPABLE, List.of());
        return specs;
    }

    private List<ObjectTypes.Variable> variables() {
        List<ObjectTypes.Variable> variables = new ArrayList<>();
        front.globals()
                .variables()
                .forEach((field, offset) ->
                        variables.add(new ObjectTypes.Variable(field.getName(), Layout.of(field.getType()), offset)));
        return variables;
    }

    private void contents(
            List<MapSpec> specs, String name, byte[] bytes, int flags, List<ObjectTypes.Variable> variables) {
        if (bytes.length > 0) {
            int section = types.section(name, bytes.length, variables);
            boolean frozen = (flags & MapSpec.RDONLY_PROG) != 0;
            specs.add(new MapSpec(name, MapType.ARRAY, 4, bytes.length, 1, flags, 0, section, null, bytes, frozen));
        }
    }

    private MapSpec typed(String name, MapType type, Layout key, Layout value, int entries, int flags) {
        return new MapSpec(
                name,
                type,
                key.bytes(),
                value.bytes(),
                entries,
                flags,
                types.of(key),
                types.of(value),
                null,
                null,
                false);
    }

    private MapSpec spec(String name, MapDeclaration declaration) {
        MapType type = declaration.type();
        int flags = declaration.flags();
        if (!WITHOUT_BTF.contains(type) && declaration.key() != null && declaration.value() != null) {
            return typed(
                    name,
                    type,
                    Layout.of(declaration.key()),
                    Layout.of(declaration.value()),
                    declaration.maxEntries(),
                    flags);
        }
        MapDeclaration inner = declaration.inner();
        MapSpec template = inner == null ? null : spec(name + ".inner", inner);
        return new MapSpec(
                name,
                type,
                bytes(declaration.key()),
                valueBytes(declaration),
                declaration.maxEntries(),
                flags,
                0,
                0,
                template,
                null,
                false);
    }

    private static int bytes(@Nullable Class<?> type) {
        return type == null ? 0 : Layout.of(type).bytes();
    }

    private static int valueBytes(MapDeclaration declaration) {
        if (declaration.valueBytes() > 0) {
            return declaration.valueBytes();
        }
        return switch (declaration.type()) {
            case RINGBUF -> 0;
            case QUEUE, STACK, BLOOM_FILTER -> bytes(declaration.value());
            default -> 4;
        };
    }
}
