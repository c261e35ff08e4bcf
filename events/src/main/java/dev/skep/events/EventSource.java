package dev.skep.events;

import dev.skep.events.model.Loss;
import dev.skep.events.model.ProgramCost;
import java.util.List;

/** The running probes: delivers events to its sink until closed, and answers for what it lost and cost. */
public interface EventSource extends AutoCloseable {
    /** Every place that lost events so far, those with a count of zero left out. */
    List<Loss> losses();

    /** What each kernel program costs. */
    List<ProgramCost> costs();

    /** Detaches every probe and delivers what was already in the rings. Idempotent. */
    @Override
    void close();
}
