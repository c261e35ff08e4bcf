package dev.skep.bpf.map;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.skep.bpf.sys.Bpf;
import dev.skep.bpf.sys.BpfAttr;
import dev.skep.bpf.sys.BpfCommand;
import dev.skep.bpf.sys.Cpus;
import dev.skep.bpf.sys.FileDescriptor;
import dev.skep.bpf.sys.KernelName;
import dev.skep.bpf.sys.Scratch;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** Makes kernel maps from specs: {@code BPF_MAP_CREATE} and what a type asks for around it. */
final class MapCreator {
    private MapCreator() {}

    static BpfMap create(MapSpec spec, @Nullable FileDescriptor btf) {
        MapSpec inner = spec.inner();
        if (spec.type().holdsMaps() && inner == null) {
            throw new IllegalArgumentException("map \"" + spec.name() + "\" holds maps but has no template for them");
        }
        FileDescriptor fd;
        if (inner != null) {
            try (BpfMap template = create(inner, btf)) {
                fd = createKernelMap(spec, template.fd(), btf);
            }
        } else if (spec.type().localStorage() && (btf == null || spec.keyTypeId() == 0)) {
            try (FileDescriptor minimal = StorageBtf.load(spec.valueBytes())) {
                fd = createKernelMap(spec, null, minimal, StorageBtf.KEY_TYPE_ID, StorageBtf.VALUE_TYPE_ID);
            }
        } else {
            fd = createKernelMap(spec, null, btf);
        }
        BpfMap map = new BpfMap(
                fd, spec.name(), spec.type(), spec.keyBytes(), spec.valueBytes(), entries(spec), flags(spec));
        try {
            fill(map, spec);
        } catch (RuntimeException failure) {
            map.close();
            throw failure;
        }
        return map;
    }

    /** Capacity as the kernel gets it. */
    static int entries(MapSpec spec) {
        return spec.type() == MapType.PERF_EVENT_ARRAY && spec.maxEntries() == 0 ? Cpus.possible() : spec.maxEntries();
    }

    /** Flags as the kernel gets them: types that exist only without preallocation need not say so. */
    static int flags(MapSpec spec) {
        boolean neverPreallocated = spec.type().localStorage() || spec.type() == MapType.LPM_TRIE;
        return neverPreallocated ? spec.flags() | MapSpec.NO_PREALLOC : spec.flags();
    }

    private static FileDescriptor createKernelMap(
            MapSpec spec, @Nullable FileDescriptor inner, @Nullable FileDescriptor btf) {
        return createKernelMap(spec, inner, btf, spec.keyTypeId(), spec.valueTypeId());
    }

    private static FileDescriptor createKernelMap(
            MapSpec spec, @Nullable FileDescriptor inner, @Nullable FileDescriptor btf, int keyType, int valueType) {
        try (Scratch scratch = Scratch.open()) {
            MemorySegment attr = scratch.attr();
            attr.set(JAVA_INT, BpfAttr.MapCreate.MAP_TYPE, spec.type().number());
            attr.set(JAVA_INT, BpfAttr.MapCreate.KEY_SIZE, spec.keyBytes());
            attr.set(JAVA_INT, BpfAttr.MapCreate.VALUE_SIZE, spec.valueBytes());
            attr.set(JAVA_INT, BpfAttr.MapCreate.MAX_ENTRIES, entries(spec));
            attr.set(JAVA_INT, BpfAttr.MapCreate.MAP_FLAGS, flags(spec));
            byte[] name = KernelName.of(spec.name());
            MemorySegment.copy(name, 0, attr, JAVA_BYTE, BpfAttr.MapCreate.MAP_NAME, name.length);
            if (inner != null) {
                attr.set(JAVA_INT, BpfAttr.MapCreate.INNER_MAP_FD, inner.number());
            }
            if (btf != null && (keyType != 0 || valueType != 0) && spec.type().takesBtf()) {
                attr.set(JAVA_INT, BpfAttr.MapCreate.BTF_FD, btf.number());
                attr.set(JAVA_INT, BpfAttr.MapCreate.BTF_KEY_TYPE_ID, keyType);
                attr.set(JAVA_INT, BpfAttr.MapCreate.BTF_VALUE_TYPE_ID, valueType);
            }
            return Bpf.open(BpfCommand.MAP_CREATE, attr, describe(spec));
        }
    }

    private static void fill(BpfMap map, MapSpec spec) {
        byte[] initial = spec.initialValue();
        if (initial != null) {
            if (initial.length > spec.valueBytes()) {
                throw new IllegalArgumentException("the initial value of map \"" + spec.name() + "\" has "
                        + initial.length + " bytes, a value has " + spec.valueBytes());
            }
            map.update(new byte[spec.keyBytes()], java.util.Arrays.copyOf(initial, spec.valueBytes()));
        }
        if (spec.frozen()) {
            map.freeze();
        }
    }

    static String describe(MapSpec spec) {
        return "map \"" + spec.name() + "\" (" + spec.type() + ", " + spec.keyBytes() + "-byte key, "
                + spec.valueBytes() + "-byte value, " + entries(spec) + " entries, flags 0x"
                + Integer.toHexString(flags(spec)) + ")";
    }
}
