package dev.skep.bpf.ring;

import static dev.skep.bpf.ring.PerfBufferLayout.DATA_HEAD;
import static dev.skep.bpf.ring.PerfBufferLayout.DATA_TAIL;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.skep.bpf.sys.Errno;
import dev.skep.bpf.sys.FileDescriptor;
import dev.skep.bpf.sys.MappedMemory;
import dev.skep.bpf.sys.PageSize;
import dev.skep.bpf.sys.PerfEvent;
import dev.skep.bpf.sys.PerfEventAttr;
import dev.skep.bpf.sys.Scratch;
import dev.skep.bpf.sys.Syscall;
import dev.skep.bpf.sys.SyscallException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/** The perf buffer of one CPU. */
final class PerfRing implements AutoCloseable {
    private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();

    private final int cpu;
    private final FileDescriptor event;
    private final boolean countsLost;
    private final MappedMemory memory;
    private final MemorySegment page;
    private final MemorySegment data;
    private final MemorySegment unwrapped;
    private final long mask;
    private long records;
    private long reportedLost;

    private PerfRing(int cpu, FileDescriptor event, boolean countsLost, MappedMemory memory, MemorySegment unwrapped) {
        this.cpu = cpu;
        this.event = event;
        this.countsLost = countsLost;
        this.memory = memory;
        this.page = memory.segment();
        this.data = page.asSlice(page.get(JAVA_LONG, PerfBufferLayout.DATA_OFFSET));
        this.unwrapped = unwrapped;
        this.mask = page.get(JAVA_LONG, PerfBufferLayout.DATA_SIZE) - 1;
    }

    /**
     * Opens and maps the event of a CPU.
     *
     * @param dataBytes   a power of two of at least a page
     * @param wakeupBytes how much must wait before the reader is woken; 0 for every sample
     * @param unwrapped   scratch of {@link PerfBufferLayout#MAX_RECORD_BYTES} for records that wrap
     */
    static PerfRing open(int cpu, int dataBytes, int wakeupBytes, MemorySegment unwrapped) {
        boolean countsLost = true;
        FileDescriptor event;
        try {
            event = openEvent(cpu, wakeupBytes, PerfBufferLayout.FORMAT_LOST);
        } catch (SyscallException unknownFormat) {
            if (unknownFormat.errno() != Errno.EINVAL) {
                throw unknownFormat;
            }
            countsLost = false;
            event = openEvent(cpu, wakeupBytes, 0);
        }
        try {
            String object = "perf buffer of CPU " + cpu;
            MappedMemory memory =
                    MappedMemory.map(event, MappedMemory.READ_WRITE, 0, PageSize.bytes() + dataBytes, object);
            return new PerfRing(cpu, event, countsLost, memory, unwrapped);
        } catch (RuntimeException failure) {
            event.close();
            throw failure;
        }
    }

    private static FileDescriptor openEvent(int cpu, int wakeupBytes, long readFormat) {
        try (Scratch scratch = Scratch.open()) {
            MemorySegment attr = scratch.allocate(PerfEventAttr.BYTES, 8);
            attr.set(JAVA_INT, PerfEventAttr.TYPE, PerfEventAttr.TYPE_SOFTWARE);
            attr.set(JAVA_LONG, PerfEventAttr.CONFIG, PerfEventAttr.COUNT_SW_BPF_OUTPUT);
            attr.set(JAVA_LONG, PerfEventAttr.SAMPLE_TYPE, PerfEventAttr.SAMPLE_RAW);
            attr.set(JAVA_LONG, PerfEventAttr.SAMPLE_PERIOD, 1);
            attr.set(JAVA_LONG, PerfEventAttr.READ_FORMAT, readFormat);
            if (wakeupBytes > 0) {
                attr.set(JAVA_LONG, PerfEventAttr.FLAGS, PerfEventAttr.FLAG_WATERMARK);
                attr.set(JAVA_INT, PerfEventAttr.WAKEUP_WATERMARK, wakeupBytes);
            } else {
                attr.set(JAVA_INT, PerfEventAttr.WAKEUP_EVENTS, 1);
            }
            return PerfEvent.open(attr, PerfEvent.ANY, cpu, "BPF output of CPU " + cpu);
        }
    }

    void enable() {
        Syscall.check(event.ioctl(PerfEventAttr.IOC_ENABLE, 0), "ioctl(PERF_EVENT_IOC_ENABLE)", "CPU " + cpu);
    }

    FileDescriptor event() {
        return event;
    }

    int cpu() {
        return cpu;
    }

    long drain(PerfRecordHandler handler) {
        long head = (long) LONG.getAcquire(page, DATA_HEAD);
        long tail = (long) LONG.get(page, DATA_TAIL);
        long handed = 0;
        while (tail < head) {
            long offset = tail & mask;
            int size = Short.toUnsignedInt(data.get(JAVA_SHORT, offset + PerfBufferLayout.SIZE));
            MemorySegment record = data;
            if (offset + size > mask + 1) {
                long first = mask + 1 - offset;
                MemorySegment.copy(data, offset, unwrapped, 0, first);
                MemorySegment.copy(data, 0, unwrapped, first, size - first);
                record = unwrapped;
                offset = 0;
            }
            tail += size;
            try {
                handed += hand(record, offset, handler);
            } finally {
                LONG.setRelease(page, DATA_TAIL, tail);
            }
        }
        return handed;
    }

    private int hand(MemorySegment record, long offset, PerfRecordHandler handler) {
        int type = record.get(JAVA_INT, offset + PerfBufferLayout.TYPE);
        if (type == PerfBufferLayout.RECORD_SAMPLE) {
            records++;
            int length = record.get(JAVA_INT, offset + PerfBufferLayout.RAW_SIZE);
            handler.onRecord(cpu, record, offset + PerfBufferLayout.RAW_DATA, length);
            return 1;
        }
        if (type == PerfBufferLayout.RECORD_LOST) {
            reportedLost += record.get(JAVA_LONG, offset + PerfBufferLayout.LOST_COUNT);
        }
        return 0;
    }

    long records() {
        return records;
    }

    /** Lost samples: from the event's own counter where the kernel has one, else as far as LOST records told. */
    long lost() {
        if (!countsLost) {
            return reportedLost;
        }
        try (Scratch scratch = Scratch.open()) {
            MemorySegment values = scratch.allocate(16, 8);
            return event.read(values) == 16 ? values.get(JAVA_LONG, 8) : reportedLost;
        }
    }

    @Override
    public void close() {
        memory.close();
        event.close();
    }
}
