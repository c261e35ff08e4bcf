package dev.skep.bpf.sys;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Memory shared with the kernel by {@code mmap(2)}. After {@link #close()} (idempotent) its segment refuses access
 * instead of touching memory that is gone, in every thread.
 */
public final class MappedMemory implements AutoCloseable {
    /** {@code PROT_READ}. */
    public static final int READ = 1;
    /** {@code PROT_READ | PROT_WRITE}. */
    public static final int READ_WRITE = 3;

    private static final int MAP_SHARED = 1;

    private final Arena arena;
    private final MemorySegment segment;

    private MappedMemory(Arena arena, MemorySegment segment) {
        this.arena = arena;
        this.segment = segment;
    }

    /**
     * Maps a file, shared.
     *
     * @param protection  {@link #READ} or {@link #READ_WRITE}
     * @param offsetBytes where in the file, a multiple of the page size
     * @param lengthBytes how much
     * @param object      what it is, for the message of a failure
     * @throws SyscallException if the kernel refuses
     */
    @SuppressWarnings("restricted")
    public static MappedMemory map(
            FileDescriptor file, int protection, long offsetBytes, long lengthBytes, String object) {
        long address =
                Syscall.call(SyscallNumber.MMAP, 0, lengthBytes, protection, MAP_SHARED, file.number(), offsetBytes);
        Syscall.check(address, "mmap", object);
        Arena arena = Arena.ofShared();
        MemorySegment segment = MemorySegment.ofAddress(address)
                .reinterpret(lengthBytes, arena, gone -> Syscall.call(SyscallNumber.MUNMAP, address, lengthBytes));
        return new MappedMemory(arena, protection == READ ? segment.asReadOnly() : segment);
    }

    /** The memory. */
    public MemorySegment segment() {
        return segment;
    }

    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }
}
