package dev.skep.agent.json;

import java.time.Instant;

/** Times as {@code 2026-11-22T01:26:32.123456789Z}: UTC, always nine decimals, so that they sort as text (RFC 3339 §5.6). */
final class Rfc3339 {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final int SECONDS_PER_DAY = 86_400;

    private Rfc3339() {}

    /** Appends a time given in nanoseconds since the Unix epoch. */
    static void append(StringBuilder out, long unixNanos) {
        long seconds = Math.floorDiv(unixNanos, NANOS_PER_SECOND);
        appendDate(out, Math.floorDiv(seconds, SECONDS_PER_DAY));
        int second = Math.floorMod(seconds, SECONDS_PER_DAY);
        digits(out.append('T'), second / 3600, 10);
        digits(out.append(':'), second / 60 % 60, 10);
        digits(out.append(':'), second % 60, 10);
        digits(out.append('.'), (int) Math.floorMod(unixNanos, NANOS_PER_SECOND), 100_000_000);
        out.append('Z');
    }

    /** Nanoseconds since the Unix epoch of a time in this form. */
    static long parse(String text) {
        Instant instant = Instant.parse(text);
        return instant.getEpochSecond() * NANOS_PER_SECOND + instant.getNano();
    }

    /** Year, month and day of a day number, by counting in eras of 400 years that begin in March. */
    private static void appendDate(StringBuilder out, long epochDay) {
        long day = epochDay + 719_468;
        long era = Math.floorDiv(day, 146_097L);
        int ofEra = (int) (day - era * 146_097);
        int yearOfEra = (ofEra - ofEra / 1460 + ofEra / 36_524 - ofEra / 146_096) / 365;
        int ofYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        int fromMarch = (5 * ofYear + 2) / 153;
        int month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9;
        int year = (int) (yearOfEra + era * 400) + (month <= 2 ? 1 : 0);
        digits(out, year, 1000);
        digits(out.append('-'), month, 10);
        digits(out.append('-'), ofYear - (153 * fromMarch + 2) / 5 + 1, 10);
    }

    private static void digits(StringBuilder out, int value, int highest) {
        for (int unit = highest; unit > 0; unit /= 10) {
            out.append((char) ('0' + value / unit % 10));
        }
    }
}
