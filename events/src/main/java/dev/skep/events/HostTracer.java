package dev.skep.events;

import dev.skep.bpf.link.AutoAttach;
import dev.skep.bpf.link.IteratorLink;
import dev.skep.bpf.link.Link;
import dev.skep.bpf.prog.Program;
import dev.skep.events.identity.Cgroups;
import dev.skep.events.identity.WallClock;
import dev.skep.events.model.Loss;
import dev.skep.events.model.ProgramCost;
import dev.skep.events.pipeline.Admission;
import dev.skep.events.pipeline.LossLedger;
import dev.skep.events.pipeline.Pipeline;
import dev.skep.events.pipeline.RecordDecoder;
import dev.skep.events.probe.Probes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Watches this host: the door of the module. Compiles the probes for the running kernel and for what is asked, attaches
 * them, tells of the processes that are there, and then of everything as it happens.
 */
public final class HostTracer implements EventSource {
    private static final System.Logger LOG = System.getLogger(HostTracer.class.getName());

    private final LossLedger ledger = new LossLedger();
    private final List<AutoCloseable> resources = new ArrayList<>();
    private final CostMeter costs;
    private List<Loss> lastLosses = List.of();
    private boolean closed;

    /**
     * Starts to watch.
     *
     * @param filter what to observe; folded into the programs
     * @param sink   gets the events, on one thread of the tracer's own
     * @throws IllegalArgumentException if the filter names a cgroup or container that does not exist
     */
    public static EventSource start(EventFilter filter, EventSink sink) {
        return new HostTracer(filter, sink);
    }

    private HostTracer(EventFilter filter, EventSink sink) {
        try {
            Cgroups cgroups = Cgroups.ofHost();
            ProbeScope scope = ProbeScope.of(filter, cgroups);
            Probes probes = own(new Probes(scope.config(), filter.excludePid().orElse(0)));
            ledger.addReader(probes::losses);
            costs = own(new CostMeter(probes::programs));
            Admission admission = new Admission(filter, cgroups, scope.cgroupPath());
            RecordDecoder decoder =
                    new RecordDecoder(admission, cgroups, new WallClock(), ledger, probes.dismissal(), guarded(sink));
            AtomicBoolean reading = new AtomicBoolean();
            probes.load(filter.kinds(), programs -> {
                if (!reading.getAndSet(true)) {
                    own(new Pipeline(probes.ring(), decoder)).start();
                }
                attach(programs);
            });
        } catch (RuntimeException failure) {
            close();
            throw failure;
        }
    }

    /** A sink that fails must not end the observation of the host: its events are counted as lost, and the first is told. */
    private EventSink guarded(EventSink sink) {
        LossLedger.Counter failures = ledger.counter("pipeline/sink", "error");
        return event -> {
            try {
                sink.accept(event);
            } catch (RuntimeException e) {
                if (failures.count() == 0) {
                    LOG.log(System.Logger.Level.ERROR, "the sink failed on " + event, e);
                }
                failures.increment();
            }
        };
    }

    /** Iterators last, when whatever begins from now on is seen anyway. */
    private void attach(List<Program> programs) {
        List<IteratorLink> iterators = new ArrayList<>();
        for (Program program : programs) {
            Link link = own(AutoAttach.attach(program));
            if (link instanceof IteratorLink iterator) {
                iterators.add(iterator);
            }
        }
        iterators.forEach(IteratorLink::readAll);
    }

    private <T extends AutoCloseable> T own(T resource) {
        resources.add(resource);
        return resource;
    }

    @Override
    public synchronized List<Loss> losses() {
        if (!closed) {
            lastLosses = ledger.losses();
        }
        return lastLosses;
    }

    @Override
    public List<ProgramCost> costs() {
        return costs.costs();
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        lastLosses = ledger.losses();
        closed = true;
        // Backwards: no program runs any more when the pipeline hands over what is left in the ring.
        for (AutoCloseable resource : resources.reversed()) {
            try {
                resource.close();
            } catch (Exception e) {
                throw new IllegalStateException("cannot close " + resource, e);
            }
        }
    }
}
