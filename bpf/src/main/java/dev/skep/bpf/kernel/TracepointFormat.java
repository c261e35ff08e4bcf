package dev.skep.bpf.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What tracefs says about a tracepoint in {@code events/SUBSYSTEM/NAME/format}: its number, which
 * {@code perf_event_open(2)} takes, and the fields of the record that a program gets.
 *
 * <pre>
 * name: sched_process_exec
 * ID: 243
 * format:
 *     field:unsigned short common_type;    offset:0;  size:2; signed:0;
 *     field:__data_loc char[] filename;    offset:8;  size:4; signed:0;
 * </pre>
 *
 * @param name   the tracepoint's name without its subsystem
 * @param id     its number in this boot
 * @param fields the record's fields in order, with the eight common bytes first
 */
public record TracepointFormat(String name, int id, List<Field> fields) {
    private static final Pattern FIELD =
            Pattern.compile("\\s*field:(.*?)\\s*;\\s*offset:(\\d+);\\s*size:(\\d+);\\s*(?:signed:(\\d+);)?.*");
    private static final Pattern DECLARATION = Pattern.compile("(.*?)\\s*(\\w+)\\s*(\\[[^\\]]*])?");

    public TracepointFormat {
        fields = List.copyOf(fields);
    }

    /**
     * A field of the record.
     *
     * @param type        its C type as the kernel spells it, without the array brackets; {@code "__data_loc char"} for a
     *                    variable-length field, whose four bytes are {@code length << 16 | offset}
     * @param name        its name
     * @param array       whether it was declared with brackets
     * @param offsetBytes where it starts in the record
     * @param sizeBytes   its size in the record
     * @param signed      whether it is signed
     */
    public record Field(String type, String name, boolean array, int offsetBytes, int sizeBytes, boolean signed) {
        /** Whether the four bytes in the record only say where, later in it, the data is. */
        public boolean dynamic() {
            return type.startsWith("__data_loc") || type.startsWith("__rel_loc");
        }
    }

    /** The field with a name. */
    public Optional<Field> field(String wanted) {
        return fields.stream().filter(f -> f.name().equals(wanted)).findFirst();
    }

    /**
     * Parses the text of a {@code format} file.
     *
     * @throws IllegalArgumentException if it has no {@code ID:} or a field that does not parse
     */
    public static TracepointFormat parse(String text) {
        String name = "";
        int id = -1;
        List<Field> fields = new ArrayList<>();
        for (String line : text.lines().toList()) {
            if (line.startsWith("name:")) {
                name = line.substring(5).strip();
            } else if (line.startsWith("ID:")) {
                id = Integer.parseInt(line.substring(3).strip());
            } else if (line.stripLeading().startsWith("field:")) {
                fields.add(parseField(line));
            }
        }
        if (id < 0) {
            throw new IllegalArgumentException("a tracepoint format without an ID");
        }
        return new TracepointFormat(name, id, fields);
    }

    private static Field parseField(String line) {
        Matcher field = FIELD.matcher(line);
        if (!field.matches()) {
            throw new IllegalArgumentException("not a field of a tracepoint format: \"" + line.strip() + "\"");
        }
        Matcher declaration = DECLARATION.matcher(field.group(1));
        if (!declaration.matches()) {
            throw new IllegalArgumentException("not a declaration: \"" + field.group(1) + "\"");
        }
        String type = declaration.group(1).strip();
        boolean array = declaration.group(3) != null;
        if (type.endsWith("[]")) {
            type = type.substring(0, type.length() - 2);
            array = true;
        }
        return new Field(
                type,
                declaration.group(2),
                array,
                Integer.parseInt(field.group(2)),
                Integer.parseInt(field.group(3)),
                "1".equals(field.group(4)));
    }
}
