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
        long position = (long) LONG.get(consumer, CONSUMER_POSITION);
        long handed = 0;
        while (handed < limit) {
            // Pairs with the producer, which publishes a record and then looks whether we had caught up: without a full
            // fence both could miss the other and a record would wait for the next wake-up.
            VarHandle.fullFence();
            long end = (long) LONG.getAcquire(producer, PRODUCER_POSITION);
            long before = position;
            while (position < end && handed < limit) {
                long header = position & mask;
                int word = (int) INT.getAcquire(data, header);
                if ((word & BUSY_BIT) != 0) {
                    return handed;
                }
                int length = word & ~DISCARD_BIT;
                position += RingBufferLayout.recordBytes(length);
                if ((word & DISCARD_BIT) != 0) {
                    discarded++;
                    LONG.setRelease(consumer, CONSUMER_POSITION, position);
                    continue;
                }
                handed++;
                records++;
                try {
                    handler.onRecord(data, header + HEADER_BYTES, length);
                } finally {
                    LONG.setRelease(consumer, CONSUMER_POSITION, position);
                }
            }
            if (position == before) {
                return handed;
            }
        }
        return handed;
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
