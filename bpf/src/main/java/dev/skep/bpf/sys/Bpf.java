package dev.skep.bpf.sys;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;

/** The {@code bpf(2)} system call. */
public final class Bpf {
    private Bpf() {}

    /**
     * Performs a command; answers its result or {@code -errno}.
     *
     * @param attr a {@code union bpf_attr}, whole or as much as the command reads, unused fields zero; see {@link Scratch#attr()}
     */
    public static long tryCall(BpfCommand command, MemorySegment attr) {
        try {
            return Syscall.call(SyscallNumber.BPF, command.ordinal(), attr.address(), attr.byteSize());
        } finally {
            Reference.reachabilityFence(attr);
        }
    }

    /**
     * Performs a command.
     *
     * @param object what it is about, for the message of a failure: {@code "map \"flows\""}
     * @throws SyscallException if it fails
     */
    public static long call(BpfCommand command, MemorySegment attr, String object) {
        return Syscall.check(tryCall(command, attr), command.call(), object);
    }

    /** Performs a command that answers a new descriptor. */
    public static FileDescriptor open(BpfCommand command, MemorySegment attr, String object) {
        return FileDescriptor.own(call(command, attr, object));
    }

    /** The descriptor of the object with an id, by one of the {@code *_GET_FD_BY_ID} commands. */
    public static FileDescriptor openById(BpfCommand command, int id, String object) {
        try (Scratch scratch = Scratch.open()) {
            MemorySegment attr = scratch.attr();
            attr.set(JAVA_INT, BpfAttr.Id.START_ID, id);
            return open(command, attr, object);
        }
    }

    /**
     * Fills a {@code struct bpf_*_info}; fields that this kernel does not know stay as they are.
     *
     * @throws SyscallException if the kernel refuses
     */
    public static void info(FileDescriptor fd, MemorySegment info, String object) {
        try (Scratch scratch = Scratch.open()) {
            MemorySegment attr = scratch.attr();
            attr.set(JAVA_INT, BpfAttr.ObjInfo.BPF_FD, fd.number());
            attr.set(JAVA_INT, BpfAttr.ObjInfo.INFO_LEN, (int) info.byteSize());
            attr.set(JAVA_LONG, BpfAttr.ObjInfo.INFO, info.address());
            call(BpfCommand.OBJ_GET_INFO_BY_FD, attr, object);
        }
    }

    /** Pins an object at a path in bpffs. */
    public static void pin(FileDescriptor fd, String path, String object) {
        try (Scratch scratch = Scratch.open()) {
            MemorySegment attr = scratch.attr();
            attr.set(JAVA_LONG, BpfAttr.Obj.PATHNAME, scratch.allocateFrom(path).address());
            attr.set(JAVA_INT, BpfAttr.Obj.BPF_FD, fd.number());
            call(BpfCommand.OBJ_PIN, attr, object + " at " + path);
        }
    }

    /** Opens what is pinned at a path in bpffs. */
    public static FileDescriptor openPinned(String path) {
        try (Scratch scratch = Scratch.open()) {
            MemorySegment attr = scratch.attr();
            attr.set(JAVA_LONG, BpfAttr.Obj.PATHNAME, scratch.allocateFrom(path).address());
            return open(BpfCommand.OBJ_GET, attr, path);
        }
    }
}
