package dev.skep.cli;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Durations as people type them: {@code 500ms}, {@code 5s}, {@code 1m30s}, {@code 2h}; a bare number is seconds. */
final class DurationText implements ITypeConverter<Duration> {
    private static final Pattern PART = Pattern.compile("(\\d+(?:\\.\\d+)?)(ms|s|m|h|d)");
    private static final Pattern WHOLE = Pattern.compile("(?:" + PART.pattern() + ")+");
    private static final Pattern SECONDS = Pattern.compile("\\d+(?:\\.\\d+)?");

    @Override
    public Duration convert(String text) {
        String stripped = text.strip();
        if (SECONDS.matcher(stripped).matches()) {
            stripped += "s";
        }
        if (!WHOLE.matcher(stripped).matches()) {
            throw new TypeConversionException("'" + text + "' is no duration: write 500ms, 5s, 1m30s or 2h");
        }
        double nanos = 0;
        Matcher part = PART.matcher(stripped);
        while (part.find()) {
            nanos += Double.parseDouble(part.group(1)) * nanosOf(part.group(2));
        }
        if (nanos < 1 || nanos > Long.MAX_VALUE / 2.0) {
            throw new TypeConversionException("'" + text + "' is too " + (nanos < 1 ? "short" : "long"));
        }
        return Duration.ofNanos(Math.round(nanos));
    }

    private static double nanosOf(String unit) {
        return switch (unit) {
            case "ms" -> 1e6;
            case "s" -> 1e9;
            case "m" -> 60e9;
            case "h" -> 3_600e9;
            case "d" -> 86_400e9;
            default -> throw new IllegalArgumentException(unit);
        };
    }
}
