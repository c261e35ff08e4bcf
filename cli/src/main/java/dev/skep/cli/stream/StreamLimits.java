package dev.skep.cli.stream;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * When a stream ends by itself.
 *
 * @param duration  after this time, or null for never
 * @param maxEvents after so many events; 0 for never
 */
public record StreamLimits(@Nullable Duration duration, long maxEvents) {
    /** Until somebody stops it. */
    public static final StreamLimits NONE = new StreamLimits(null, 0);
}
