package dev.skep.bpf.elf;

import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Reads notes one after the other.
 *
 * <pre>
 *   name length u32, description length u32, type u32, name, padding, description, padding
 * </pre>
 */
final class ElfNotes {
    private ElfNotes() {}

    static void read(ElfBytes bytes, long declaredAlignment, List<ElfNote> into) {
        long alignment = declaredAlignment == 8 ? 8 : 4;
        long at = 0;
        while (bytes.size() - at >= ElfLayout.NOTE_HEADER_BYTES) {
            long nameLength = Integer.toUnsignedLong(bytes.int32(at));
            long length = Integer.toUnsignedLong(bytes.int32(at + 4));
            int type = bytes.int32(at + 8);
            long name = at + ElfLayout.NOTE_HEADER_BYTES;
            long description = padded(name + nameLength, alignment);
            into.add(new ElfNote(
                    owner(bytes.slice(name, nameLength, "a note's name")),
                    type,
                    bytes.slice(description, length, "a note").memory().toArray(ValueLayout.JAVA_BYTE)));
            at = padded(description + length, alignment);
        }
    }

    private static String owner(ElfBytes name) {
        byte[] text = name.memory().toArray(ValueLayout.JAVA_BYTE);
        int length = text.length;
        while (length > 0 && text[length - 1] == 0) {
            length--;
        }
        return new String(text, 0, length, StandardCharsets.UTF_8);
    }

    private static long padded(long offset, long alignment) {
        return (offset + alignment - 1) & -alignment;
    }
}
