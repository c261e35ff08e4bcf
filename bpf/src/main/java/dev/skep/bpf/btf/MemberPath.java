package dev.skep.bpf.btf;

import java.util.ArrayList;
import java.util.List;

/**
 * A way from a struct to something inside it, as C writes it: {@code "sk_common.skc_dport"}, {@code "comm[3]"}, {@code
 * "a.b[2].c"}. Members of anonymous structs and unions are named directly, as in C.
 */
public record MemberPath(List<Step> steps) {
    /** One step of a path. */
    public sealed interface Step {}

    /** Into a member. */
    public record Field(String name) implements Step {}

    /** Into an array's element. */
    public record Index(int index) implements Step {}

    public MemberPath {
        steps = List.copyOf(steps);
    }

    /**
     * Reads a path.
     *
     * @throws IllegalArgumentException if the text is not a path
     */
    public static MemberPath parse(String text) {
        List<Step> steps = new ArrayList<>();
        int position = 0;
        while (position < text.length()) {
            if (text.charAt(position) == '[' && !steps.isEmpty()) {
                int close = text.indexOf(']', position);
                steps.add(new Index(index(text, position + 1, close)));
                position = close + 1;
            } else {
                if (!steps.isEmpty() && text.charAt(position++) != '.') {
                    throw bad(text);
                }
                int end = endOfName(text, position);
                steps.add(new Field(text.substring(position, end)));
                position = end;
            }
        }
        if (steps.isEmpty()) {
            throw bad(text);
        }
        return new MemberPath(steps);
    }

    private static int endOfName(String text, int start) {
        int end = start;
        while (end < text.length() && text.charAt(end) != '.' && text.charAt(end) != '[') {
            if (!Character.isJavaIdentifierPart(text.charAt(end))) {
                throw bad(text);
            }
            end++;
        }
        if (end == start) {
            throw bad(text);
        }
        return end;
    }

    private static int index(String text, int start, int close) {
        try {
            return Integer.parseUnsignedInt(text, start, close, 10);
        } catch (IndexOutOfBoundsException | NumberFormatException e) {
            throw bad(text, e);
        }
    }

    private static IllegalArgumentException bad(String text) {
        return new IllegalArgumentException("not a member path like a.b[2].c: \"" + text + "\"");
    }

    private static IllegalArgumentException bad(String text, Exception cause) {
        return new IllegalArgumentException("not a member path like a.b[2].c: \"" + text + "\"", cause);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (Step step : steps) {
            switch (step) {
                case Field(String name) ->
                    text.append(text.isEmpty() ? "" : ".").append(name);
                case Index(int index) -> text.append('[').append(index).append(']');
            }
        }
        return text.toString();
    }
}
