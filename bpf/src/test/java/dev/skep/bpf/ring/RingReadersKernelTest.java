package dev.skep.bpf.ring;

import static dev.skep.bpf.asm.Register.R0;
import static dev.skep.bpf.asm.Register.R1;
import static dev.skep.bpf.asm.Register.R10;
import static dev.skep.bpf.asm.Register.R2;
import static dev.skep.bpf.asm.Register.R3;
import static dev.skep.bpf.asm.Register.R4;
import static dev.skep.bpf.asm.Register.R5;
import static dev.skep.bpf.asm.Register.R6;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skep.bpf.DescriptorLeakCheck;
import dev.skep.bpf.asm.Asm;
import dev.skep.bpf.asm.Helper;
import dev.skep.bpf.asm.Instruction;
import dev.skep.bpf.asm.Opcode;
import dev.skep.bpf.map.BpfMap;
import dev.skep.bpf.map.MapSpec;
import dev.skep.bpf.map.MapType;
import dev.skep.bpf.prog.AttachSpec;
import dev.skep.bpf.prog.Hook;
import dev.skep.bpf.prog.LoadedObject;
import dev.skep.bpf.prog.ObjectLoader;
import dev.skep.bpf.prog.ObjectSpec;
import dev.skep.bpf.prog.Program;
import dev.skep.bpf.prog.ProgramSpec;
import dev.skep.bpf.prog.TestRun;
import dev.skep.bpf.sys.Cpus;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@Tag("kernel")
@Timeout(30)
@ExtendWith(DescriptorLeakCheck.class)
class RingReadersKernelTest {
    private static final int NO_WAKEUP = 1;

    private static LoadedObject load(MapSpec map, Hook hook, Instruction... code) {
        ProgramSpec spec = new ProgramSpec("send", AttachSpec.of(hook), List.of(code), List.of(), List.of(), "GPL", 0);
        return new ObjectLoader().load(new ObjectSpec(List.of(map), List.of(spec), new byte[0]));
    }

    /** Sends the first eight bytes of the context in a record of {@code bytes}; its last result is 1 if it was lost. */
    private static LoadedObject ringSender(int ringBytes, int bytes, int flags, Helper finish) {
        return load(
                new MapSpec("ring", MapType.RINGBUF, 0, 0, ringBytes, 0),
                Hook.SYSCALL,
                Asm.mov64(R6, R1),
                Asm.ldMap(R1, "ring"),
                Asm.mov64(R2, bytes),
                Asm.mov64(R3, 0),
                Asm.call(Helper.RINGBUF_RESERVE),
                Asm.jump(Opcode.JNE, R0, 0, 2),
                Asm.mov64(R0, 1),
                Asm.exit(),
                Asm.ldx(Opcode.DW, R1, R6, 0),
                Asm.stx(Opcode.DW, R0, 0, R1),
                Asm.mov64(R1, R0),
                Asm.mov64(R2, flags),
                Asm.call(finish),
                Asm.mov64(R0, 0),
                Asm.exit());
    }

    private static int send(Program program, long value) {
        byte[] context = ByteBuffer.allocate(8)
                .order(ByteOrder.nativeOrder())
                .putLong(value)
                .array();
        return program.testRun(TestRun.ofContext(context)).returnValue();
    }

    @Test
    void recordsComeInPlaceAndInOrderAcrossManyLaps() {
        List<Long> seen = new ArrayList<>();
        List<Integer> lengths = new ArrayList<>();
        try (LoadedObject object = ringSender(4096, 20, NO_WAKEUP, Helper.RINGBUF_SUBMIT);
                RingBufferReader reader = RingBufferReader.open()) {
            reader.add(object.map("ring"), (ring, offset, length) -> {
                seen.add(ring.get(ValueLayout.JAVA_LONG, offset));
                lengths.add(length);
            });
            for (long i = 0; i < 1000; i++) {
                assertThat(send(object.program("send"), i)).isZero();
                if (i % 50 == 49) {
                    assertThat(reader.poll(0)).isEqualTo(50);
                }
            }
            assertThat(seen).hasSize(1000).isSorted().endsWith(999L);
            assertThat(lengths).containsOnly(20);
            assertThat(reader.records()).isEqualTo(1000);
            assertThat(reader.pendingBytes()).isZero();
        }
    }

    @Test
    void whatDoesNotFitIsNotSeenAndTheProgramKnows() {
        try (LoadedObject object = ringSender(4096, 56, NO_WAKEUP, Helper.RINGBUF_SUBMIT);
                RingBufferReader reader = RingBufferReader.open()) {
            long[] seen = {0};
            reader.add(object.map("ring"), (ring, offset, length) -> seen[0]++);
            int lost = 0;
            for (int i = 0; i < 100; i++) {
                lost += send(object.program("send"), i);
            }
            reader.drain();
            assertThat(seen[0] + lost).isEqualTo(100);
            assertThat(seen[0]).isBetween(63L, 64L);
        }
    }

    @Test
    void discardedRecordsArePassedOver() {
        try (LoadedObject object = ringSender(4096, 20, NO_WAKEUP, Helper.RINGBUF_DISCARD);
                RingBufferReader reader = RingBufferReader.open()) {
            reader.add(object.map("ring"), (ring, offset, length) -> {
                throw new AssertionError("discarded record was handed over");
            });
            for (int i = 0; i < 10; i++) {
                send(object.program("send"), i);
            }
            assertThat(reader.drain()).isZero();
            assertThat(reader.discarded()).isEqualTo(10);
            assertThat(reader.pendingBytes()).isZero();
        }
    }

    @Test
    void producerWakesTheReader() throws InterruptedException {
        try (LoadedObject object = ringSender(1 << 16, 8, 0, Helper.RINGBUF_SUBMIT);
                RingBufferReader reader = RingBufferReader.open()) {
            long[] seen = {0};
            reader.add(object.map("ring"), (ring, offset, length) -> seen[0]++);
            assertThat(reader.poll(0)).isZero();
            Thread producer = Thread.ofPlatform().start(() -> {
                for (int i = 0; i < 2000; i++) {
                    send(object.program("send"), i);
                }
            });
            // Without the wake-ups this would wait for ever.
            while (seen[0] < 2000) {
                reader.poll(-1);
            }
            producer.join();
        }
    }

    @Test
    void silentProducersAreDrainedWhenTheTimeIsOver() {
        try (LoadedObject object = ringSender(1 << 16, 8, NO_WAKEUP, Helper.RINGBUF_SUBMIT);
                RingBufferReader reader = RingBufferReader.open()) {
            reader.add(object.map("ring"), (ring, offset, length) -> {});
            reader.poll(0);
            send(object.program("send"), 1);
            long start = System.nanoTime();
            assertThat(reader.poll(50)).isEqualTo(1);
            assertThat(System.nanoTime() - start).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(45));
        }
    }

    @Test
    void anyThreadCanWakeTheReader() throws InterruptedException {
        try (RingBufferReader reader = RingBufferReader.open()) {
            Thread waker = Thread.ofPlatform().start(reader::wakeUp);
            assertThat(reader.poll(-1)).isZero();
            waker.join();
        }
    }

    @Test
    void handlerThatThrowsDoesNotSeeTheRecordAgain() {
        try (LoadedObject object = ringSender(4096, 8, NO_WAKEUP, Helper.RINGBUF_SUBMIT);
                RingBufferReader reader = RingBufferReader.open()) {
            List<Long> seen = new ArrayList<>();
            reader.add(object.map("ring"), (ring, offset, length) -> {
                long value = ring.get(ValueLayout.JAVA_LONG, offset);
                if (value == 0) {
                    throw new IllegalStateException("boom");
                }
                seen.add(value);
            });
            send(object.program("send"), 0);
            send(object.program("send"), 1);
            assertThatThrownBy(reader::drain).hasMessage("boom");
            reader.drain();
            assertThat(seen).containsExactly(1L);
        }
    }

    @Test
    void readsSeveralRings() {
        try (LoadedObject one = ringSender(4096, 8, NO_WAKEUP, Helper.RINGBUF_SUBMIT);
                LoadedObject two = ringSender(8192, 8, NO_WAKEUP, Helper.RINGBUF_SUBMIT);
                RingBufferReader reader = RingBufferReader.open()) {
            List<String> seen = new ArrayList<>();
            reader.add(one.map("ring"), (ring, offset, length) -> seen.add("one"));
            reader.add(two.map("ring"), (ring, offset, length) -> seen.add("two"));
            send(two.program("send"), 1);
            send(one.program("send"), 1);
            assertThat(reader.drain()).isEqualTo(2);
            assertThat(seen).containsExactlyInAnyOrder("one", "two");
        }
    }

    @Test
    void otherMapsAreRefused() {
        try (BpfMap hash = BpfMap.create(new MapSpec("h", MapType.HASH, 4, 4, 4, 0));
                RingBufferReader reader = RingBufferReader.open()) {
            assertThatThrownBy(() -> reader.add(hash, (ring, offset, length) -> {}))
                    .hasMessage("map \"h\" (HASH) is not a ring buffer");
        }
    }

    /** Writes {@code bytes} zero bytes and the CPU's number into the perf buffer of this CPU. */
    private static LoadedObject perfSender(int bytes) {
        List<Instruction> code = new ArrayList<>();
        code.add(Asm.mov64(R6, R1));
        for (int at = -bytes; at < 0; at += 8) {
            code.add(Asm.st(Opcode.DW, R10, at, 0));
        }
        code.add(Asm.call(Helper.GET_SMP_PROCESSOR_ID));
        code.add(Asm.stx(Opcode.W, R10, -bytes, R0));
        code.add(Asm.mov64(R1, R6));
        code.add(Asm.ldMap(R2, "perf"));
        code.add(Asm.ldImm64(R3, 0xffffffffL));
        code.add(Asm.mov64(R4, R10));
        code.add(Asm.alu64(Opcode.ADD, R4, -bytes));
        code.add(Asm.mov64(R5, bytes));
        code.add(Asm.call(Helper.PERF_EVENT_OUTPUT));
        code.add(Asm.exit());
        return load(
                new MapSpec("perf", MapType.PERF_EVENT_ARRAY, 4, 4, 0, 0),
                Hook.RAW_TP,
                code.toArray(Instruction[]::new));
    }

    @Test
    void samplesOfEachCpuComeAcrossTheWrap() {
        List<Integer> seen = new ArrayList<>();
        int last = Cpus.online().getLast();
        try (LoadedObject object = perfSender(96);
                PerfBufferReader reader =
                        PerfBufferReader.open(object.map("perf"), 4096, 0, (cpu, ring, offset, length) -> {
                            assertThat(length).isBetween(96, 103);
                            assertThat(ring.get(ValueLayout.JAVA_INT, offset)).isEqualTo(cpu);
                            seen.add(cpu);
                        })) {
            Program program = object.program("send");
            for (int i = 0; i < 500; i++) {
                program.testRun(TestRun.ofContext(new byte[0]).onCpu(i % 2 == 0 ? 0 : last));
                if (i % 20 == 19) {
                    reader.poll(1000);
                }
            }
            assertThat(seen).hasSize(500);
            assertThat(seen.stream().filter(cpu -> cpu == last)).hasSize(last == 0 ? 500 : 250);
            assertThat(reader.lost()).isZero();
        }
    }

    @Test
    void countsLostSamplesOfEachCpuExactly() {
        long[] seen = {0};
        int last = Cpus.online().getLast();
        try (LoadedObject object = perfSender(96);
                PerfBufferReader reader =
                        PerfBufferReader.open(object.map("perf"), 4096, 0, (cpu, ring, offset, length) -> seen[0]++)) {
            TestRun run = TestRun.ofContext(new byte[0]).onCpu(last);
            for (int i = 0; i < 100; i++) {
                object.program("send").testRun(run);
            }
            reader.drain();
            assertThat(seen[0]).isBetween(30L, 40L);
            assertThat(reader.lost(last)).isEqualTo(100 - seen[0]);
            assertThat(reader.lost()).isEqualTo(reader.lost(last));
        }
    }
}
