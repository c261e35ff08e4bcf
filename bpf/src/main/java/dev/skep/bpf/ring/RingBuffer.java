package dev.skep.bpf.ring;

import static dev.skep.bpf.ring.RingBufferLayout.BUSY_BIT;
import static dev.skep.bpf.ring.RingBufferLayout.CONSUMER_POSITION;
import static dev.skep.bpf.ring.RingBufferLayout.DISCARD_BIT;
import static dev.skep.bpf.ring.RingBufferLayout.HEADER_BYTES;
import static dev.skep.bpf.ring.RingBufferLayout.PRODUCER_POSITION;

import dev.skep.bpf.map.BpfMap;
import dev.skep.bpf.map.MapType;
import dev.skep.bpf.sys.MappedMemory;
import dev.skep.bpf.sys.PageSize;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/** One mapped ring and this process's position in it. */
final class RingBuffer implements AutoCloseable {
    private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();
    private static final VarHandle INT = ValueLayout.JAVA_INT.varHandle();

    private final RecordHandler handler;
    private final MappedMemory consumerPage;
    private final MappedMemory producerPages;
    private final MemorySegment consumer;
    private final MemorySegment producer;
    private final MemorySegment data;
    private final long mask;
    private long records;
    private long discarded;

    private RingBuffer(RecordHandler handler, MappedMemory consumerPage, MappedMemory producerPages, int size) {
        this.handler = handler;
        this.consumerPage = consumerPage;
        this.producerPages = producerPages;
        this.consumer = consumerPage.segment();
        this.producer = producerPages.segment();
        this.data = producer.asSlice(PageSize.bytes(), 2L * size);
        this.mask = size - 1L;
    }

    static RingBuffer map(BpfMap map, RecordHandler handler) {
        if (map.type() != MapType.RINGBUF) {
            throw new IllegalArgumentException(map + " is not a ring buffer");
        }
        long page = PageSize.bytes();
        MappedMemory consumer = MappedMemory.map(map.fd(), MappedMemory.READ_WRITE, 0, page, map.toString());
        try {
            long bytes = page + 2L * map.maxEntries();
            MappedMemory producer = MappedMemory.map(map.fd(), MappedMemory.READ, page, bytes, map.toString());
            return new RingBuffer(handler, consumer, producer, map.maxEntries());
        } catch (RuntimeException failure) {
            consumer.close();
            throw failure;
        }
    }

    /**
     * Hands over what is complete, until the ring is empty, a record is still being written, or {@code limit} is reached.
     *
     * @return records handed over
     */
    long drain(long limit) {
        long before = records;
        long last = before + limit;
        long position = (long) LONG.get(consumer, CONSUMER_POSITION);
        while (records < last) {
            // Pairs with the producer, which publishes a record and then looks whether we had caught up: without a full
            // fence both could miss the other and a record would wait for the next wake-up.
            VarHandle.fullFence();
            long end = (long) LONG.getAcquire(producer, PRODUCER_POSITION);
            if (position >= end) {
                break;
            }
            while (position < end && records < last) {
                long next = pass(position);
                if (next == position) {
                    return records - before;
                }
                position = next;
            }
        }
        return records - before;
    }

    /**
     * Hands over or passes over the record at a position; answers the position after it, or the same if the record is still
     * being written. A method of its own so that it is compiled after a few hundred records, not after many drains.
     */
    private long pass(long position) {
        long header = position & mask;
        int word = (int) INT.getAcquire(data, header);
        if ((word & BUSY_BIT) != 0) {
            return position;
        }
        int length = word & ~DISCARD_BIT;
        long next = position + RingBufferLayout.recordBytes(length);
        try {
            if ((word & DISCARD_BIT) == 0) {
                records++;
                handler.onRecord(data, header + HEADER_BYTES, length);
            } else {
                discarded++;
            }
        } finally {
            LONG.setRelease(consumer, CONSUMER_POSITION, next);
        }
        return next;
    }

    long records() {
        return records;
    }

    long discarded() {
        return discarded;
    }

    /** Bytes that producers have reserved and the reader not yet passed. */
    long pendingBytes() {
        return (long) LONG.getAcquire(producer, PRODUCER_POSITION)
                - (long) LONG.getAcquire(consumer, CONSUMER_POSITION);
    }

    @Override
    public void close() {
        consumerPage.close();
        producerPages.close();
    }
}
