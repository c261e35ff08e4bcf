package dev.skep.agent.server;

import dev.skep.agent.metrics.AgentMetrics;
import dev.skep.agent.stream.EventHub;
import dev.skep.agent.view.RecentEvents;
import dev.skep.agent.view.ServiceTable;
import dev.skep.events.model.Loss;
import dev.skep.events.model.ProgramCost;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * What the server shows.
 *
 * @param hub          where events come from
 * @param recent       what is alive and what was last
 * @param services     rate, errors and duration
 * @param metrics      the counters
 * @param sourceLosses what the probes and their pipeline lost so far
 * @param costs        what each kernel program cost so far
 * @param startedAt    when the agent started
 */
public record AgentState(
        EventHub hub,
        RecentEvents recent,
        ServiceTable services,
        AgentMetrics metrics,
        Supplier<List<Loss>> sourceLosses,
        Supplier<List<ProgramCost>> costs,
        Instant startedAt) {

    /** The whole ledger: what the probes lost, then what was lost on the way to consumers and readers. */
    public List<Loss> losses() {
        List<Loss> losses = new ArrayList<>(sourceLosses.get());
        losses.addAll(hub.losses());
        return losses;
    }
}
