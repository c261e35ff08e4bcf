package dev.skep.cli.print;

/**
 * Text from the host made safe and measurable for a terminal. Arguments and request targets are whatever another user
 * chose: an escape sequence among them must not reach the terminal of whoever watches.
 */
public final class TerminalText {
    private TerminalText() {}

    /** {@code text} with control characters, bidirectional overrides and lone surrogates written as {@code \xNN} or {@code \}{@code uNNNN}. */
    public static String escape(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (unsafe(text.charAt(i))) {
                return escapeFrom(text, i);
            }
        }
        return text;
    }

    private static String escapeFrom(String text, int first) {
        StringBuilder out = new StringBuilder(text.length() + 16).append(text, 0, first);
        for (int i = first; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean pair = Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1));
            if (pair) {
                out.append(c).append(text.charAt(++i));
            } else {
                appendEscaped(out, c);
            }
        }
        return out.toString();
    }

    private static void appendEscaped(StringBuilder out, char c) {
        switch (c) {
            case '\n' -> out.append("\\n");
            case '\t' -> out.append("\\t");
            case '\r' -> out.append("\\r");
            default -> {
                if (!unsafe(c)) {
                    out.append(c);
                } else if (c < 0x100) {
                    out.append(String.format("\\x%02x", (int) c));
                } else {
                    out.append(String.format("\\u%04x", (int) c));
                }
            }
        }
    }

    private static boolean unsafe(char c) {
        return c < 0x20
                || (c >= 0x7f && c < 0xa0)
                || Character.isSurrogate(c) // checked again as a pair
                || (c >= 0x200b && c <= 0x200f)
                || (c >= 0x2028 && c <= 0x202e)
                || (c >= 0x2060 && c <= 0x206f)
                || c == 0xfeff;
    }

    /** How many columns of a terminal {@code text} takes; escape sequences that set colours take none. */
    public static int width(String text) {
        int width = 0;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            if (c == 0x1b) {
                i = afterSequence(text, i);
            } else {
                width += width(c);
                i += Character.charCount(c);
            }
        }
        return width;
    }

    /** {@code text} cut to {@code columns}, the last of them an ellipsis where something was cut; colours are reset. */
    public static String cut(String text, int columns) {
        if (columns <= 0) {
            return "";
        }
        if (width(text) <= columns) {
            return text;
        }
        StringBuilder out = new StringBuilder();
        boolean coloured = false;
        int width = 0;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            if (c == 0x1b) {
                int end = afterSequence(text, i);
                out.append(text, i, end);
                coloured = true;
                i = end;
                continue;
            }
            if (width + width(c) > columns - 1) {
                break;
            }
            width += width(c);
            out.appendCodePoint(c);
            i += Character.charCount(c);
        }
        return out.append('…').append(coloured ? Style.RESET : "").toString();
    }

    /** {@code text} cut or filled with blanks to exactly {@code columns}. */
    public static String fit(String text, int columns) {
        String cut = cut(text, columns);
        return cut + " ".repeat(Math.max(0, columns - width(cut)));
    }

    private static int afterSequence(String text, int start) {
        int i = start + 1;
        while (i < text.length() && text.charAt(i) != 'm') {
            i++;
        }
        return Math.min(i + 1, text.length());
    }

    private static int width(int c) {
        int type = Character.getType(c);
        if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK || type == Character.FORMAT) {
            return 0;
        }
        boolean wide = (c >= 0x1100 && c <= 0x115f)
                || (c >= 0x2e80 && c <= 0xa4cf)
                || (c >= 0xac00 && c <= 0xd7a3)
                || (c >= 0xf900 && c <= 0xfaff)
                || (c >= 0xfe30 && c <= 0xfe6f)
                || (c >= 0xff00 && c <= 0xff60)
                || (c >= 0xffe0 && c <= 0xffe6)
                || (c >= 0x1f300 && c <= 0x1faff)
                || (c >= 0x20000 && c <= 0x3fffd);
        return wide ? 2 : 1;
    }
}
