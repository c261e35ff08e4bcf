package dev.skep.cli.doctor;

import dev.skep.agent.Agent;
import dev.skep.bpf.feature.Feature;
import dev.skep.bpf.feature.FeatureResult;
import dev.skep.events.EventFilter;
import dev.skep.events.EventFilter.Kind;
import dev.skep.events.EventSource;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;

/**
 * What Skep can do on this host. Its jobs are tried for real: the probes of each kind are compiled, loaded, attached and
 * detached again. The kernel's features below explain a job that fails, and tell what other ways Skep takes.
 *
 * @param jobs     what a user wants of Skep
 * @param features what the kernel has
 */
public record Diagnosis(List<Finding> jobs, List<Finding> features) {
    public Diagnosis {
        jobs = List.copyOf(jobs);
        features = List.copyOf(features);
    }

    /** Whether every job can be done here. */
    public boolean works() {
        return jobs.stream().allMatch(job -> job.state() == FeatureResult.State.WORKS);
    }

    /**
     * Tries everything.
     *
     * @param tracer  starts the probes
     * @param explain a failure in the user's words
     */
    public static Diagnosis make(Agent.Tracer tracer, Function<Throwable, String> explain) {
        return new Diagnosis(
                List.of(
                        job("processes", "processes that start and end", Kind.PROCESS, tracer, explain),
                        job("tcp", "TCP connections", Kind.TCP, tracer, explain),
                        job("http", "HTTP/1.x requests", Kind.HTTP, tracer, explain)),
                Arrays.stream(Feature.values()).map(Diagnosis::feature).toList());
    }

    private static Finding job(
            String key, String title, Kind kind, Agent.Tracer tracer, Function<Throwable, String> explain) {
        EventFilter filter = new EventFilter(Set.of(kind), OptionalInt.empty(), null, null, null, OptionalInt.of((int)
                ProcessHandle.current().pid()));
        try (EventSource _ = tracer.start(filter, event -> {})) {
            return new Finding(key, title, FeatureResult.State.WORKS, "", "");
        } catch (RuntimeException e) {
            return new Finding(key, title, FeatureResult.State.MISSING, explain.apply(e), "");
        }
    }

    private static Finding feature(Feature feature) {
        FeatureResult result = feature.probe();
        return new Finding(
                feature.key(),
                feature.title(),
                result.state(),
                result.reason(),
                result.isWorking() ? "" : feature.instead());
    }
}
