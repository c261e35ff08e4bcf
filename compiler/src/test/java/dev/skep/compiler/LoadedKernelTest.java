package dev.skep.compiler;

import static dev.skep.bpf.asm.Register.R0;
import static dev.skep.bpf.asm.Register.R1;
import static dev.skep.bpf.asm.Register.R10;
import static dev.skep.bpf.asm.Register.R2;
import static dev.skep.bpf.asm.Register.R3;
import static dev.skep.bpf.asm.Register.R4;
import static org.assertj.core.api.Assertions.assertThat;

import dev.skep.bpf.asm.Asm;
import dev.skep.bpf.asm.Helper;
import dev.skep.bpf.asm.Instruction;
import dev.skep.bpf.asm.Opcode;
import dev.skep.bpf.map.MapSpec;
import dev.skep.bpf.map.MapType;
import dev.skep.bpf.prog.AttachSpec;
import dev.skep.bpf.prog.Hook;
import dev.skep.bpf.prog.ObjectLoader;
import dev.skep.bpf.prog.ObjectSpec;
import dev.skep.bpf.prog.ProgramSpec;
import dev.skep.bpf.prog.TestRun;
import dev.skep.compiler.lang.BE;
import dev.skep.compiler.lang.Hash;
import dev.skep.compiler.lang.Maps;
import dev.skep.compiler.lang.PerCpuArray;
import dev.skep.compiler.lang.RingBuf;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("kernel")
class LoadedKernelTest {
    record Flow(@BE int source, short port) {}

    static final class Counter {
        long packets;
        int errors;
    }

    static final class Event {
        int kind;
        int pid;
        long value;
    }

    static final Hash<Flow, Counter> FLOWS = Maps.hash(8);
    static final PerCpuArray<Counter> TOTALS = Maps.perCpuArray(2);
    static final RingBuf<Event> EVENTS = Maps.ringBuf(4096);

    private static final List<MapSpec> MAPS = List.of(
            new MapSpec("LoadedKernelTest.FLOWS", MapType.HASH, 8, 16, 8, 0),
            new MapSpec("TOTALS", MapType.PERCPU_ARRAY, 4, 16, 2, 0),
            new MapSpec("EVENTS", MapType.RINGBUF, 0, 0, 4096, 0));

    @Test
    void findsMapsByTheirDeclarationAndSeesTheirClasses() {
        try (Loaded loaded = load(Asm.mov64(R0, 2), Asm.exit())) {
            Counter counter = new Counter();
            counter.packets = 7;
            counter.errors = -1;

            loaded.map(FLOWS).put(new Flow(0x0a000001, (short) 80), counter);

            assertThat(loaded.map(FLOWS).get(new Flow(0x0a000001, (short) 80)))
                    .usingRecursiveComparison()
                    .isEqualTo(counter);
            assertThat(loaded.map(FLOWS).get(new Flow(1, (short) 80))).isNull();
            assertThat(loaded.map(TOTALS).get(1)).allMatch(c -> c.packets == 0);
        }
    }

    @Test
    void handsOverWholeAndShortenedEvents() {
        List<Event> events = new ArrayList<>();
        try (Loaded loaded = load(
                Asm.st(Opcode.W, R10, -16, 3),
                Asm.st(Opcode.W, R10, -12, 42),
                Asm.st(Opcode.DW, R10, -8, 9),
                Asm.ldMap(R1, "EVENTS"),
                Asm.mov64(R2, R10),
                Asm.alu64(Opcode.ADD, R2, -16),
                Asm.mov64(R3, 16),
                Asm.mov64(R4, 0),
                Asm.call(Helper.RINGBUF_OUTPUT),
                Asm.ldMap(R1, "EVENTS"),
                Asm.mov64(R2, R10),
                Asm.alu64(Opcode.ADD, R2, -16),
                Asm.mov64(R3, 8),
                Asm.mov64(R4, 0),
                Asm.call(Helper.RINGBUF_OUTPUT),
                Asm.mov64(R0, 2),
                Asm.exit())) {
            loaded.onEvent(EVENTS, events::add);

            loaded.program("run").testRun(TestRun.ofData(new byte[64]));

            assertThat(loaded.poll(1000)).isEqualTo(2);
            assertThat(events).extracting(e -> e.pid).containsExactly(42, 42);
            assertThat(events).extracting(e -> e.value).containsExactly(9L, 0L);
        }
    }

    private static Loaded load(Instruction... code) {
        ProgramSpec program = new ProgramSpec(
                "run",
                AttachSpec.of(Hook.XDP),
                List.of(code),
                List.of(new ProgramSpec.Function("run", 0, 0)),
                List.of(),
                "Dual BSD/GPL",
                0);
        return Loaded.of(new ObjectLoader().load(new ObjectSpec(MAPS, List.of(program), new byte[0])));
    }
}
