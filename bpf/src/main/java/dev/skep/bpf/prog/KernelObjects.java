package dev.skep.bpf.prog;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.skep.bpf.map.BpfMap;
import dev.skep.bpf.map.MapInfo;
import dev.skep.bpf.sys.Bpf;
import dev.skep.bpf.sys.BpfAttr;
import dev.skep.bpf.sys.BpfCommand;
import dev.skep.bpf.sys.Errno;
import dev.skep.bpf.sys.Scratch;
import dev.skep.bpf.sys.Syscall;
import dev.skep.bpf.sys.SyscallException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/** What BPF objects exist on this host, whoever made them. Objects may come and go while they are listed. */
public final class KernelObjects {
    private KernelObjects() {}

    /** Ids of all programs, ascending. */
    public static List<Integer> programIds() {
        return ids(BpfCommand.PROG_GET_NEXT_ID);
    }

    /** Ids of all maps, ascending. */
    public static List<Integer> mapIds() {
        return ids(BpfCommand.MAP_GET_NEXT_ID);
    }

    /** Ids of all links, ascending. */
    public static List<Integer> linkIds() {
        return ids(BpfCommand.LINK_GET_NEXT_ID);
    }

    /** Ids of all BTF objects, ascending; the kernel's and its modules' included. */
    public static List<Integer> btfIds() {
        return ids(BpfCommand.BTF_GET_NEXT_ID);
    }

    /** What the kernel says about each program that is still there when it is its turn. */
    public static List<ProgramInfo> programs() {
        List<ProgramInfo> infos = new ArrayList<>();
        for (int id : programIds()) {
            opened(id, Program::fromId).ifPresent(program -> {
                try (program) {
                    infos.add(program.info());
                }
            });
        }
        return infos;
    }

    /** What the kernel says about each map that is still there when it is its turn. */
    public static List<MapInfo> maps() {
        List<MapInfo> infos = new ArrayList<>();
        for (int id : mapIds()) {
            opened(id, BpfMap::fromId).ifPresent(map -> {
                try (map) {
                    infos.add(map.info());
                }
            });
        }
        return infos;
    }

    private static <T> Optional<T> opened(int id, IntFunction<T> open) {
        try {
            return Optional.of(open.apply(id));
        } catch (SyscallException failure) {
            if (failure.errno() == Errno.ENOENT) {
                return Optional.empty();
            }
            throw failure;
        }
    }

    private static List<Integer> ids(BpfCommand command) {
        List<Integer> ids = new ArrayList<>();
        try (Scratch scratch = Scratch.open()) {
            MemorySegment attr = scratch.attr();
            while (true) {
                long result = Bpf.tryCall(command, attr);
                if (result == -Errno.ENOENT.number()) {
                    return ids;
                }
                Syscall.check(result, command.call(), "");
                int id = attr.get(JAVA_INT, BpfAttr.Id.NEXT_ID);
                ids.add(id);
                attr.fill((byte) 0).set(JAVA_INT, BpfAttr.Id.START_ID, id);
            }
        }
    }
}
