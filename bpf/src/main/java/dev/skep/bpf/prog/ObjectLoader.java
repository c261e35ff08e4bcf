package dev.skep.bpf.prog;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.skep.bpf.map.BpfMap;
import dev.skep.bpf.map.MapSpec;
import dev.skep.bpf.sys.Bpf;
import dev.skep.bpf.sys.BpfAttr;
import dev.skep.bpf.sys.BpfCommand;
import dev.skep.bpf.sys.Errno;
import dev.skep.bpf.sys.FileDescriptor;
import dev.skep.bpf.sys.Scratch;
import dev.skep.bpf.sys.SyscallException;
import java.lang.foreign.MemorySegment;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Brings an {@link ObjectSpec} into the kernel: loads its BTF (with the source lines appended, see {@link LineTable}),
 * creates its maps, then loads its programs. If one step fails nothing stays behind.
 */
public final class ObjectLoader {
    private static final int BTF_LOG_BYTES = 1 << 16;

    private final LoadOptions options;

    /** A loader with {@linkplain LoadOptions#defaults() default options}. */
    public ObjectLoader() {
        this(LoadOptions.defaults());
    }

    /** A loader with options. */
    public ObjectLoader(LoadOptions options) {
        this.options = options;
    }

    /**
     * Loads.
     *
     * @throws LoadException     if a program refers to something that the object or the kernel does not have
     * @throws VerifierException if the verifier rejects a program
     * @throws SyscallException  if the kernel refuses something else
     */
    public LoadedObject load(ObjectSpec object) {
        Map<String, BpfMap> maps = new LinkedHashMap<>();
        Map<String, Program> programs = new LinkedHashMap<>();
        Set<String> borrowed = new HashSet<>();
        LineTable lines = LineTable.of(object);
        FileDescriptor btf = lines.btf().length == 0 ? null : loadBtf(lines.btf());
        try {
            for (MapSpec spec : object.maps()) {
                if (maps.containsKey(spec.name())) {
                    throw new LoadException("the object has two maps named \"" + spec.name() + "\"");
                }
                BpfMap existing = options.maps().get(spec.name());
                if (existing != null) {
                    borrowed.add(spec.name());
                }
                maps.put(spec.name(), existing != null ? existing : BpfMap.create(spec, btf));
            }
            ProgramLoader loader = new ProgramLoader(maps, btf, lines, options);
            for (ProgramSpec spec : object.programs()) {
                Program loaded = loader.load(spec);
                Program before = programs.put(spec.name(), loaded);
                if (before != null) {
                    before.close();
                    throw new LoadException("the object has two programs named \"" + spec.name() + "\"");
                }
            }
            return new LoadedObject(maps, borrowed, programs, btf);
        } catch (RuntimeException failure) {
            new LoadedObject(maps, borrowed, programs, btf).close();
            throw failure;
        }
    }

    private static FileDescriptor loadBtf(byte[] blob) {
        try (Scratch scratch = Scratch.open()) {
            MemorySegment attr = scratch.attr();
            attr.set(JAVA_LONG, BpfAttr.BtfLoad.BTF, scratch.copyOf(blob).address());
            attr.set(JAVA_INT, BpfAttr.BtfLoad.BTF_SIZE, blob.length);
            long result = Bpf.tryCall(BpfCommand.BTF_LOAD, attr);
            if (result >= 0) {
                return FileDescriptor.own(result);
            }
            MemorySegment log = scratch.allocate(BTF_LOG_BYTES, 8);
            attr.set(JAVA_LONG, BpfAttr.BtfLoad.BTF_LOG_BUF, log.address());
            attr.set(JAVA_INT, BpfAttr.BtfLoad.BTF_LOG_SIZE, BTF_LOG_BYTES);
            attr.set(JAVA_INT, BpfAttr.BtfLoad.BTF_LOG_LEVEL, 1);
            long again = Bpf.tryCall(BpfCommand.BTF_LOAD, attr);
            if (again >= 0) {
                return FileDescriptor.own(again);
            }
            String reason = lastLine(log.getString(0));
            throw reason == null
                    ? new SyscallException(BpfCommand.BTF_LOAD.call(), "type information", Errno.ofResult(again))
                    : new SyscallException(
                            BpfCommand.BTF_LOAD.call(), "type information", Errno.ofResult(again), reason);
        }
    }

    private static @Nullable String lastLine(String log) {
        return log.lines()
                .filter(line -> !line.isBlank())
                .reduce((first, second) -> second)
                .orElse(null);
    }
}
