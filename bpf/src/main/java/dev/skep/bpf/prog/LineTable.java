package dev.skep.bpf.prog;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Source positions in the form that the kernel takes: {@code struct bpf_line_info} records whose file names and line texts
 * are strings of the object's BTF. Specs carry the texts themselves, so this appends them to the BTF's string section;
 * whoever writes the BTF need not know them.
 *
 * <pre>
 *   BTF  header | types | strings            strings of the object, then ours
 *   record       insn_off u32 | file_name_off u32 | line_off u32 | line &lt;&lt; 10 | column
 * </pre>
 *
 * The verifier wants a record at the start of each function and slots in ascending order
 * ({@code kernel/bpf/verifier.c check_btf_line}); missing starts get the nearest position.
 */
final class LineTable {
    static final int RECORD_BYTES = 16;

    private static final int MAGIC = 0xeb9f, HEADER_BYTES = 24;
    private static final int MAX_LINE = (1 << 22) - 1, MAX_COLUMN = (1 << 10) - 1;

    private final byte[] btf;
    private final Map<String, Integer> offsets;

    private LineTable(byte[] btf, Map<String, Integer> offsets) {
        this.btf = btf;
        this.offsets = offsets;
    }

    /** The object's BTF with the strings of its programs' lines; empty if it has neither. */
    static LineTable of(ObjectSpec object) {
        boolean lines =
                object.programs().stream().anyMatch(program -> !program.lines().isEmpty());
        if (!lines) {
            return new LineTable(object.btf(), Map.of());
        }
        byte[] blob = object.btf().length == 0 ? emptyBtf() : object.btf();
        ByteBuffer header = ByteBuffer.wrap(blob).order(ByteOrder.nativeOrder());
        if (blob.length < HEADER_BYTES || Short.toUnsignedInt(header.getShort(0)) != MAGIC) {
            throw new LoadException("the object's type information is not BTF in this machine's byte order");
        }
        int headerBytes = header.getInt(4);
        int typesOffset = headerBytes + header.getInt(8);
        int typesBytes = header.getInt(12);
        int stringsOffset = headerBytes + header.getInt(16);
        int stringsBytes = header.getInt(20);

        Map<String, Integer> offsets = new HashMap<>();
        var appended = new java.io.ByteArrayOutputStream();
        for (ProgramSpec program : object.programs()) {
            for (ProgramSpec.Line line : program.lines()) {
                append(line.file(), offsets, appended, stringsBytes);
                append(line.text(), offsets, appended, stringsBytes);
            }
        }
        ByteBuffer out = ByteBuffer.allocate(headerBytes + typesBytes + stringsBytes + appended.size())
                .order(ByteOrder.nativeOrder());
        out.put(blob, 0, headerBytes)
                .put(blob, typesOffset, typesBytes)
                .put(blob, stringsOffset, stringsBytes)
                .put(appended.toByteArray());
        out.putInt(8, 0).putInt(16, typesBytes).putInt(20, stringsBytes + appended.size());
        return new LineTable(out.array(), offsets);
    }

    private static void append(String text, Map<String, Integer> offsets, java.io.ByteArrayOutputStream out, int base) {
        if (offsets.containsKey(text)) {
            return;
        }
        offsets.put(text, base + out.size());
        out.writeBytes(text.replace('\0', ' ').getBytes(StandardCharsets.UTF_8));
        out.write(0);
    }

    /** BTF with a single type, since the kernel refuses BTF without any. */
    private static byte[] emptyBtf() {
        byte[] strings = "\0int\0".getBytes(StandardCharsets.US_ASCII);
        ByteBuffer out = ByteBuffer.allocate(HEADER_BYTES + 16 + strings.length).order(ByteOrder.nativeOrder());
        out.putShort((short) MAGIC).put((byte) 1).put((byte) 0).putInt(HEADER_BYTES);
        out.putInt(0).putInt(16).putInt(16).putInt(strings.length);
        out.putInt(1).putInt(1 << 24).putInt(4).putInt(1 << 24 | 32);
        return out.put(strings).array();
    }

    /** The blob to load. */
    byte[] btf() {
        return btf;
    }

    /** The line records of a program; empty if it has no lines. */
    byte[] records(ProgramSpec program, int[] slotOffsets) {
        if (program.lines().isEmpty()) {
            return new byte[0];
        }
        var positions = new TreeMap<Integer, ProgramSpec.Line>();
        for (ProgramSpec.Line line : program.lines()) {
            if (line.instructionIndex() < program.instructions().size()) {
                positions.put(line.instructionIndex(), line);
            }
        }
        positions.putIfAbsent(0, program.lines().getFirst());
        for (ProgramSpec.Function function : program.functions()) {
            positions.putIfAbsent(function.instructionIndex(), nearest(program, function.instructionIndex()));
        }
        ByteBuffer out = ByteBuffer.allocate(positions.size() * RECORD_BYTES).order(ByteOrder.nativeOrder());
        positions.forEach((index, line) -> out.putInt(slotOffsets[index])
                .putInt(offset(line.file()))
                .putInt(offset(line.text()))
                .putInt(Math.clamp(line.line(), 0, MAX_LINE) << 10 | Math.clamp(line.column(), 0, MAX_COLUMN)));
        return out.array();
    }

    private static ProgramSpec.Line nearest(ProgramSpec program, int instructionIndex) {
        List<ProgramSpec.Line> lines = program.lines();
        for (ProgramSpec.Line line : lines) {
            if (line.instructionIndex() >= instructionIndex) {
                return line;
            }
        }
        return lines.getLast();
    }

    private int offset(String text) {
        @Nullable Integer offset = offsets.get(text);
        return offset == null ? 0 : offset;
    }
}
