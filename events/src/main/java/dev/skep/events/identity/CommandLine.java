package dev.skep.events.identity;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Decodes the texts that the kernel copies out of a process. */
public final class CommandLine {
    private CommandLine() {}

    /** argv from the bytes between {@code mm->arg_start} and {@code arg_end}: each argument ends with a NUL. */
    public static List<String> arguments(byte[] bytes, int from, int length) {
        List<String> arguments = new ArrayList<>();
        int start = from;
        for (int at = from; at < from + length; at++) {
            if (bytes[at] == 0) {
                arguments.add(new String(bytes, start, at - start, StandardCharsets.UTF_8));
                start = at + 1;
            }
        }
        if (start < from + length) {
            arguments.add(new String(bytes, start, from + length - start, StandardCharsets.UTF_8));
        }
        return List.copyOf(arguments);
    }

    /**
     * An absolute path from the names of its directory entries, the last one first, each ending with a NUL.
     *
     * @param whole whether the walk came to the root; if not the path starts with {@code "…/"}
     */
    public static String path(byte[] bytes, int from, int length, boolean whole) {
        List<String> names = new ArrayList<>(arguments(bytes, from, length));
        Collections.reverse(names);
        return (whole ? "/" : names.isEmpty() ? "" : "…/") + String.join("/", names);
    }

    /** The text before the first NUL. */
    public static String text(byte[] bytes, int from, int most) {
        int end = from;
        while (end < from + most && bytes[end] != 0) {
            end++;
        }
        return new String(bytes, from, end - from, StandardCharsets.UTF_8);
    }
}
