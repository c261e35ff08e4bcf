package dev.skep.cli;

import dev.skep.cli.stream.StreamLimits;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How a stream of events looks and when it ends. */
final class StreamOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(names = "--json", description = "One JSON object per line.")
    boolean json;

    @Option(names = "--duration", paramLabel = "TIME", description = "Stop after this time: 500ms, 5s, 1m30s, 2h.")
    private @Nullable Duration duration;

    @Option(
            names = {"-n", "--max-events"},
            paramLabel = "N",
            description = "Stop after this many events.")
    private @Nullable Long maxEvents;

    /** When the stream ends. */
    StreamLimits limits() {
        if (maxEvents != null && maxEvents < 1) {
            throw new ParameterException(spec.commandLine(), "--max-events is at least 1, not " + maxEvents);
        }
        return new StreamLimits(duration, maxEvents == null ? 0 : maxEvents);
    }
}
