package dev.skep.agent.json;

import org.jspecify.annotations.Nullable;

/**
 * Appends JSON to a {@link StringBuilder}, which the caller clears and uses again: nothing else is allocated.
 *
 * <p>Commas are the writer's business; that names and values alternate inside an object is the caller's. Strings come from
 * traced processes and are therefore hostile: beside what RFC 8259 demands, control characters of the C1 range, the
 * line separators U+2028 and U+2029, and lone surrogates are escaped, so that a line of output is harmless to a terminal,
 * to a script element, and to an encoder.
 */
public final class JsonWriter {
    private static final char[] HEX = "0123456789abcdef".toCharArray();

    private final StringBuilder out;
    private boolean comma;

    /** Writes to the end of {@code out}. */
    public JsonWriter(StringBuilder out) {
        this.out = out;
    }

    /** Opens an object, as a value. */
    public JsonWriter object() {
        return open('{');
    }

    /** Opens an object under {@code name}. */
    public JsonWriter object(String name) {
        return name(name).open('{');
    }

    /** Closes the innermost object. */
    public JsonWriter endObject() {
        return close('}');
    }

    /** Opens an array, as a value. */
    public JsonWriter array() {
        return open('[');
    }

    /** Opens an array under {@code name}. */
    public JsonWriter array(String name) {
        return name(name).open('[');
    }

    /** Closes the innermost array. */
    public JsonWriter endArray() {
        return close(']');
    }

    /** The name of the value that follows; a literal of ours, written as it is. */
    public JsonWriter name(String name) {
        separate();
        out.append('"').append(name).append("\":");
        comma = false;
        return this;
    }

    /** A string, or {@code null}. */
    public JsonWriter value(@Nullable String value) {
        separate();
        if (value == null) {
            out.append("null");
        } else {
            quote(value);
        }
        return this;
    }

    /** A whole number. */
    public JsonWriter value(long value) {
        separate();
        out.append(value);
        return this;
    }

    /** A number; what JSON has no number for (NaN, infinity) is {@code null}. */
    public JsonWriter value(double value) {
        separate();
        if (Double.isFinite(value)) {
            out.append(value);
        } else {
            out.append("null");
        }
        return this;
    }

    /** A truth value. */
    public JsonWriter value(boolean value) {
        separate();
        out.append(value);
        return this;
    }

    /** {@link #name} and {@link #value(String)}. */
    public JsonWriter field(String name, @Nullable String value) {
        return name(name).value(value);
    }

    /** {@link #name} and {@link #value(long)}. */
    public JsonWriter field(String name, long value) {
        return name(name).value(value);
    }

    /** {@link #name} and {@link #value(double)}. */
    public JsonWriter field(String name, double value) {
        return name(name).value(value);
    }

    /** {@link #name} and {@link #value(boolean)}. */
    public JsonWriter field(String name, boolean value) {
        return name(name).value(value);
    }

    /** For a value that is appended piece by piece: its separator and opening quote. */
    StringBuilder openString() {
        separate();
        return out.append('"');
    }

    private JsonWriter open(char bracket) {
        separate();
        out.append(bracket);
        comma = false;
        return this;
    }

    private JsonWriter close(char bracket) {
        out.append(bracket);
        comma = true;
        return this;
    }

    private void separate() {
        if (comma) {
            out.append(',');
        }
        comma = true;
    }

    private void quote(String value) {
        out.append('"');
        int plain = 0;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (isPlain(c) || isPaired(value, i)) {
                continue;
            }
            out.append(value, plain, i);
            escape(c);
            plain = i + 1;
        }
        out.append(value, plain, value.length()).append('"');
    }

    private static boolean isPlain(char c) {
        if (c < 0x7f) {
            return c >= ' ' && c != '"' && c != '\\';
        }
        return c >= 0xa0 && c != '\u2028' && c != '\u2029' && !Character.isSurrogate(c);
    }

    private static boolean isPaired(String value, int at) {
        char c = value.charAt(at);
        if (Character.isHighSurrogate(c)) {
            return at + 1 < value.length() && Character.isLowSurrogate(value.charAt(at + 1));
        }
        return Character.isLowSurrogate(c) && at > 0 && Character.isHighSurrogate(value.charAt(at - 1));
    }

    private void escape(char c) {
        out.append('\\');
        switch (c) {
            case '"', '\\' -> out.append(c);
            case '\n' -> out.append('n');
            case '\r' -> out.append('r');
            case '\t' -> out.append('t');
            default ->
                out.append('u')
                        .append(HEX[c >> 12])
                        .append(HEX[c >> 8 & 15])
                        .append(HEX[c >> 4 & 15])
                        .append(HEX[c & 15]);
        }
    }
}
