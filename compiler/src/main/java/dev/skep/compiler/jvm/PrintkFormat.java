package dev.skep.compiler.jvm;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The numbers of {@code bpf_trace_printk}'s formats: {@code %d %i %u %x %c %p} with {@code l}, {@code ll} and widths. */
final class PrintkFormat {
    private static final Pattern CONVERSION = Pattern.compile("%(0?\\d*)(l{0,2})([diuxXcp%])");

    private PrintkFormat() {}

    static String format(String format, long... arguments) {
        StringBuilder text = new StringBuilder();
        Matcher matcher = CONVERSION.matcher(format);
        int next = 0;
        while (matcher.find()) {
            String conversion = matcher.group(3);
            String shown = "%";
            if (!conversion.equals("%")) {
                long value = next < arguments.length ? arguments[next] : 0;
                next++;
                shown = pad(number(conversion, matcher.group(2).isEmpty(), value), matcher.group(1));
            }
            matcher.appendReplacement(text, Matcher.quoteReplacement(shown));
        }
        return matcher.appendTail(text).toString();
    }

    private static String number(String conversion, boolean isInt, long value) {
        return switch (conversion) {
            case "d", "i" -> Long.toString(isInt ? (int) value : value);
            case "u" -> Long.toUnsignedString(isInt ? value & 0xffff_ffffL : value);
            case "x" -> Long.toHexString(isInt ? value & 0xffff_ffffL : value);
            case "X" -> Long.toHexString(isInt ? value & 0xffff_ffffL : value).toUpperCase(java.util.Locale.ROOT);
            case "c" -> Character.toString((int) (value & 0xff));
            default -> "%016x".formatted(value);
        };
    }

    private static String pad(String shown, String width) {
        if (width.isEmpty()) {
            return shown;
        }
        String fill = width.startsWith("0") ? "0" : " ";
        return fill.repeat(Math.max(0, Integer.parseInt(width) - shown.length())) + shown;
    }
}
