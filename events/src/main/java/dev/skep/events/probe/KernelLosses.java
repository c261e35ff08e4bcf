package dev.skep.events.probe;

import dev.skep.bpf.map.BpfMap;
import dev.skep.bpf.prog.Program;
import dev.skep.events.model.Loss;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was lost in the kernel: events that found no room in the ring, and runs that were skipped to prevent recursion. */
final class KernelLosses {
    private final List<Program> programs;
    private final @Nullable BpfMap counters;

    /**
     * Reads the losses of some programs.
     *
     * @param programs in the order in which they were compiled, which is how they are numbered in {@code counters}
     * @param counters per-CPU counts of lost events by program, or null if no program sends any
     */
    KernelLosses(List<Program> programs, @Nullable BpfMap counters) {
        this.programs = List.copyOf(programs);
        this.counters = counters;
    }

    List<Loss> read() {
        List<Loss> losses = new ArrayList<>();
        for (int i = 0; i < programs.size(); i++) {
            Program program = programs.get(i);
            long skipped = program.info().recursionMisses();
            if (skipped > 0) {
                losses.add(new Loss(Hooks.name(program), -1, "recursion", skipped));
            }
            if (counters != null) {
                ringFull(losses, Hooks.name(program), i, counters);
            }
        }
        return losses;
    }

    private static void ringFull(List<Loss> losses, String hook, int index, BpfMap counters) {
        byte[] key = ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.nativeOrder())
                .putInt(index)
                .array();
        byte[] values = counters.lookup(key);
        if (values == null) {
            return;
        }
        ByteBuffer perCpu = ByteBuffer.wrap(values).order(ByteOrder.nativeOrder());
        for (int cpu = 0; perCpu.remaining() >= Long.BYTES; cpu++) {
            long count = perCpu.getLong();
            if (count > 0) {
                losses.add(new Loss(hook, cpu, "ring_full", count));
            }
        }
    }
}
