package dev.skep.bpf.sys;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/**
 * Native memory for the arguments of a system call, from a block that each thread keeps: no arena per call.
 *
 * <pre>{@code
 * try (Scratch scratch = Scratch.open()) {
 *     MemorySegment attr = scratch.allocate(BpfAttr.BYTES, 8);
 *     ...
 * }
 * }</pre>
 *
 * Blocks nest; closing one gives back everything allocated since it was opened. What does not fit the thread's block
 * comes from an arena of its own. Segments must not outlive their block.
 */
public final class Scratch implements AutoCloseable, SegmentAllocator {
    private static final long BYTES = 16 * 1024;
    private static final int MAX_DEPTH = 16;
    private static final ThreadLocal<Scratch> OF_THREAD = ThreadLocal.withInitial(Scratch::new);

    private final MemorySegment callState;
    private final MemorySegment block;
    private final long[] marks = new long[MAX_DEPTH];
    private int depth;
    private long position;
    private final @Nullable Arena[] overflows = new Arena[MAX_DEPTH];

    private Scratch() {
        Arena arena = Arena.ofAuto();
        callState = arena.allocate(Syscall.captureBytes(), 8);
        block = arena.allocate(BYTES, 64);
    }

    /** Opens a block on this thread's memory. */
    public static Scratch open() {
        Scratch scratch = OF_THREAD.get();
        scratch.marks[scratch.depth++] = scratch.position;
        return scratch;
    }

    static MemorySegment callState() {
        return OF_THREAD.get().callState;
    }

    /** Zeroed memory until this block closes. */
    @Override
    public MemorySegment allocate(long bytes, long alignment) {
        long start = (position + alignment - 1) & -alignment;
        if (start + bytes > BYTES) {
            Arena overflow = overflows[depth - 1];
            if (overflow == null) {
                overflow = Arena.ofConfined();
                overflows[depth - 1] = overflow;
            }
            return overflow.allocate(bytes, alignment);
        }
        position = start + bytes;
        return block.asSlice(start, bytes).fill((byte) 0);
    }

    /** A zeroed {@code union bpf_attr}, as large as any command of {@link BpfAttr} needs. */
    public MemorySegment attr() {
        return allocate(BpfAttr.BYTES, 8);
    }

    /** A copy of {@code bytes}, aligned to eight. */
    public MemorySegment copyOf(byte[] bytes) {
        MemorySegment copy = allocate(bytes.length, 8);
        MemorySegment.copy(bytes, 0, copy, ValueLayout.JAVA_BYTE, 0, bytes.length);
        return copy;
    }

    @Override
    public void close() {
        position = marks[--depth];
        Arena overflow = overflows[depth];
        if (overflow != null) {
            overflows[depth] = null;
            overflow.close();
        }
    }
}
