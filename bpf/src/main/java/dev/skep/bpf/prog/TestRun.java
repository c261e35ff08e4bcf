package dev.skep.bpf.prog;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.skep.bpf.sys.Bpf;
import dev.skep.bpf.sys.BpfAttr;
import dev.skep.bpf.sys.BpfCommand;
import dev.skep.bpf.sys.Errno;
import dev.skep.bpf.sys.FileDescriptor;
import dev.skep.bpf.sys.Syscall;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * One request to run a program in the kernel without attaching it ({@code BPF_PROG_TEST_RUN}).
 *
 * @param data    the packet; empty for program types without one
 * @param context the context structure ({@code struct xdp_md}, {@code struct __sk_buff}, arguments of a raw tracepoint …);
 *                empty for the kernel's default
 * @param repeat  how often in a row; 0 for the types that cannot repeat (raw_tp, syscall), which means once
 * @param flags   {@link #ON_CPU}, {@link #LIVE_FRAMES}
 * @param cpu     where to run with {@link #ON_CPU}
 * @param batch   packets per batch of live frames; 0 for the kernel's choice
 */
public record TestRun(byte[] data, byte[] context, int repeat, int flags, int cpu, int batch) {
    /** {@code BPF_F_TEST_RUN_ON_CPU}: raw_tp runs on {@link #cpu()}. */
    public static final int ON_CPU = 1;

    /** {@code BPF_F_TEST_XDP_LIVE_FRAMES}: an XDP program's verdicts are carried out. */
    public static final int LIVE_FRAMES = 1 << 1;

    /** Room for what a program may put before and after the packet. */
    private static final int GROWTH_BYTES = 512;

    /**
     * What a run gave.
     *
     * @param returnValue   what the program returned, unsigned 32 bits as the kernel gives it
     * @param durationNanos average time of one run, 0 where the type is not timed
     * @param data          the packet afterwards; empty for types without one and for live frames
     * @param context       the context afterwards, as long as the one that was given
     */
    public record Result(int returnValue, long durationNanos, byte[] data, byte[] context) {}

    /** One run over a packet. */
    public static TestRun ofData(byte[] data) {
        return new TestRun(data, new byte[0], 1, 0, 0, 0);
    }

    /** One run with a context, for types without a packet. */
    public static TestRun ofContext(byte[] context) {
        return new TestRun(new byte[0], context, 0, 0, 0, 0);
    }

    /** The same run {@code times} in a row. */
    public TestRun repeated(int times) {
        return new TestRun(data, context, times, flags, cpu, batch);
    }

    /** The same run with a context. */
    public TestRun withContext(byte[] newContext) {
        return new TestRun(data, newContext, repeat, flags, cpu, batch);
    }

    /** The same run on a CPU. */
    public TestRun onCpu(int newCpu) {
        return new TestRun(data, context, repeat, flags | ON_CPU, newCpu, batch);
    }

    /** The same run with its verdicts carried out, {@code times} in all. */
    public TestRun live(int times) {
        return new TestRun(data, context, times, flags | LIVE_FRAMES, cpu, batch);
    }

    Result run(FileDescriptor program, ProgramType type, String object) {
        boolean writesContextInPlace = type == ProgramType.SYSCALL;
        boolean live = (flags & LIVE_FRAMES) != 0;
        boolean answersData = data.length > 0 && !live;
        boolean answersContext = context.length > 0 && !writesContextInPlace && hasContextOut(type) && !live;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment contextIn = copy(arena, context);
            MemorySegment contextOut = answersContext ? arena.allocate(context.length, 8) : MemorySegment.NULL;
            MemorySegment attr = arena.allocate(BpfAttr.BYTES, 8);
            int room = answersData ? data.length + GROWTH_BYTES : 0;
            MemorySegment dataOut = room == 0 ? MemorySegment.NULL : arena.allocate(room, 8);
            attr.set(JAVA_INT, BpfAttr.TestRun.PROG_FD, program.number());
            attr.set(JAVA_INT, BpfAttr.TestRun.DATA_SIZE_IN, data.length);
            attr.set(JAVA_LONG, BpfAttr.TestRun.DATA_IN, copy(arena, data).address());
            attr.set(JAVA_INT, BpfAttr.TestRun.DATA_SIZE_OUT, room);
            attr.set(JAVA_LONG, BpfAttr.TestRun.DATA_OUT, dataOut.address());
            attr.set(JAVA_INT, BpfAttr.TestRun.REPEAT, repeat);
            attr.set(JAVA_INT, BpfAttr.TestRun.CTX_SIZE_IN, context.length);
            attr.set(JAVA_LONG, BpfAttr.TestRun.CTX_IN, contextIn.address());
            attr.set(JAVA_INT, BpfAttr.TestRun.CTX_SIZE_OUT, (int) contextOut.byteSize());
            attr.set(JAVA_LONG, BpfAttr.TestRun.CTX_OUT, contextOut.address());
            attr.set(JAVA_INT, BpfAttr.TestRun.FLAGS, flags);
            attr.set(JAVA_INT, BpfAttr.TestRun.CPU, cpu);
            attr.set(JAVA_INT, BpfAttr.TestRun.BATCH_SIZE, batch);
            long result;
            do {
                result = Bpf.tryCall(BpfCommand.PROG_TEST_RUN, attr);
            } while (result == -Errno.EINTR.number() || result == -Errno.EAGAIN.number());
            Syscall.check(result, BpfCommand.PROG_TEST_RUN.call(), object);

            int dataBytes = Math.min(room, attr.get(JAVA_INT, BpfAttr.TestRun.DATA_SIZE_OUT));
            MemorySegment finalContext = answersContext ? contextOut : contextIn;
            return new Result(
                    attr.get(JAVA_INT, BpfAttr.TestRun.RETVAL),
                    Integer.toUnsignedLong(attr.get(JAVA_INT, BpfAttr.TestRun.DURATION)),
                    answersData ? dataOut.asSlice(0, dataBytes).toArray(JAVA_BYTE) : new byte[0],
                    context.length == 0 ? context.clone() : finalContext.toArray(JAVA_BYTE));
        }
    }

    private static boolean hasContextOut(ProgramType type) {
        return switch (type) {
            case RAW_TRACEPOINT, RAW_TRACEPOINT_WRITABLE, TRACING, SYSCALL -> false;
            default -> true;
        };
    }

    private static MemorySegment copy(Arena arena, byte[] bytes) {
        if (bytes.length == 0) {
            return MemorySegment.NULL;
        }
        MemorySegment copy = arena.allocate(bytes.length, 8);
        MemorySegment.copy(bytes, 0, copy, JAVA_BYTE, 0, bytes.length);
        return copy;
    }

    @Override
    public boolean equals(@org.jspecify.annotations.Nullable Object other) {
        return other instanceof TestRun that
                && Arrays.equals(data, that.data)
                && Arrays.equals(context, that.context)
                && repeat == that.repeat
                && flags == that.flags
                && cpu == that.cpu
                && batch == that.batch;
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(data);
    }
}
