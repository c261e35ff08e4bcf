package dev.skep.events;

import dev.skep.bpf.prog.Program;
import dev.skep.bpf.prog.ProgramInfo;
import dev.skep.bpf.prog.RunStatistics;
import dev.skep.events.model.ProgramCost;
import dev.skep.events.probe.Hooks;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the programs cost. The kernel counts runs and time only on demand, for the whole host and at a price for every run,
 * so counting goes on for a few seconds after each question and no longer.
 */
final class CostMeter implements AutoCloseable {
    private static final long ATTENTION_MILLIS = 5_000;

    private final Supplier<List<Program>> programs;
    private @Nullable RunStatistics counting;
    private long untilMillis;
    private boolean closed;

    CostMeter(Supplier<List<Program>> programs) {
        this.programs = programs;
    }

    /** Costs so far of the times when somebody looked. */
    synchronized List<ProgramCost> costs() {
        if (closed) {
            return List.of();
        }
        untilMillis = System.currentTimeMillis() + ATTENTION_MILLIS;
        if (counting == null) {
            counting = RunStatistics.enable();
            Thread.ofVirtual().name("skep-costs").start(this::forget);
        }
        return programs.get().stream().map(CostMeter::cost).toList();
    }

    private static ProgramCost cost(Program program) {
        ProgramInfo info = program.info();
        return new ProgramCost(program.name(), Hooks.name(program), info.runCount(), info.runTimeNanos());
    }

    private void forget() {
        try {
            while (!stopIfUnattended()) {
                Thread.sleep(ATTENTION_MILLIS / 5);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized boolean stopIfUnattended() {
        if (!closed && System.currentTimeMillis() < untilMillis) {
            return false;
        }
        RunStatistics running = counting;
        counting = null;
        if (running != null) {
            running.close();
        }
        return true;
    }

    @Override
    public synchronized void close() {
        closed = true;
        stopIfUnattended();
    }
}
