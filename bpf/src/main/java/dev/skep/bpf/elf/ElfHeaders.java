package dev.skep.bpf.elf;

import java.util.ArrayList;
import java.util.List;

/** Reads the two tables that the file's header points at. */
final class ElfHeaders {
    private ElfHeaders() {}

    static List<ElfSection> sections(ElfBytes file) {
        long start = file.int64(ElfLayout.SECTIONS);
        if (start == 0) {
            return List.of();
        }
        checkEntrySize(file, ElfLayout.SECTION_SIZE, ElfLayout.SECTION_BYTES);
        ElfBytes first = file.slice(start, ElfLayout.SECTION_BYTES, "the first section header");
        long count = file.int16(ElfLayout.SECTION_COUNT);
        if (count == 0) {
            count = first.int64(ElfLayout.SH_SIZE);
        }
        if (count == 0) {
            return List.of();
        }
        ElfBytes table = table(file, start, count, ElfLayout.SECTION_BYTES, "the section table");
        ElfBytes names = names(file, table, first, count);
        List<ElfSection> sections = new ArrayList<>((int) count);
        for (int i = 0; i < count; i++) {
            sections.add(
                    section(table.slice((long) i * ElfLayout.SECTION_BYTES, ElfLayout.SECTION_BYTES, ""), i, names));
        }
        return List.copyOf(sections);
    }

    private static ElfBytes names(ElfBytes file, ElfBytes table, ElfBytes first, long count) {
        long index = file.int16(ElfLayout.NAMES_INDEX);
        if (index == ElfLayout.NAMES_ELSEWHERE) {
            index = Integer.toUnsignedLong(first.int32(ElfLayout.SH_LINK));
        }
        if (index >= count) {
            throw new ElfException(ElfLayout.NAMES_INDEX, "the names are in section " + index + " of " + count);
        }
        long at = index * ElfLayout.SECTION_BYTES;
        return file.slice(
                table.int64(at + ElfLayout.SH_OFFSET), table.int64(at + ElfLayout.SH_SIZE), "the section names");
    }

    private static ElfSection section(ElfBytes header, int index, ElfBytes names) {
        int name = header.int32(ElfLayout.SH_NAME);
        return new ElfSection(
                index,
                name == 0 ? "" : names.string(Integer.toUnsignedLong(name)),
                header.int32(ElfLayout.SH_TYPE),
                header.int64(ElfLayout.SH_FLAGS),
                header.int64(ElfLayout.SH_ADDRESS),
                header.int64(ElfLayout.SH_OFFSET),
                header.int64(ElfLayout.SH_SIZE),
                header.int32(ElfLayout.SH_LINK),
                header.int32(ElfLayout.SH_INFO),
                header.int64(ElfLayout.SH_ALIGNMENT),
                header.int64(ElfLayout.SH_ENTRY_SIZE));
    }

    static List<ElfSegment> segments(ElfBytes file) {
        long start = file.int64(ElfLayout.SEGMENTS);
        long count = file.int16(ElfLayout.SEGMENT_COUNT);
        if (start == 0 || count == 0) {
            return List.of();
        }
        checkEntrySize(file, ElfLayout.SEGMENT_SIZE, ElfLayout.SEGMENT_BYTES);
        if (count == ElfLayout.SEGMENTS_ELSEWHERE) {
            long sections = file.int64(ElfLayout.SECTIONS);
            count = Integer.toUnsignedLong(file.slice(sections, ElfLayout.SECTION_BYTES, "the first section header")
                    .int32(ElfLayout.SH_INFO));
        }
        ElfBytes table = table(file, start, count, ElfLayout.SEGMENT_BYTES, "the segment table");
        List<ElfSegment> segments = new ArrayList<>((int) count);
        for (long at = 0; at < table.size(); at += ElfLayout.SEGMENT_BYTES) {
            segments.add(new ElfSegment(
                    table.int32(at + ElfLayout.P_TYPE),
                    table.int32(at + ElfLayout.P_FLAGS),
                    table.int64(at + ElfLayout.P_OFFSET),
                    table.int64(at + ElfLayout.P_ADDRESS),
                    table.int64(at + ElfLayout.P_FILE_SIZE),
                    table.int64(at + ElfLayout.P_MEMORY_SIZE),
                    table.int64(at + ElfLayout.P_ALIGNMENT)));
        }
        return List.copyOf(segments);
    }

    private static ElfBytes table(ElfBytes file, long start, long count, int entryBytes, String what) {
        if (count < 0 || count > file.size() / entryBytes) {
            throw new ElfException(start, what + " has " + Long.toUnsignedString(count) + " entries");
        }
        return file.slice(start, count * entryBytes, what);
    }

    private static void checkEntrySize(ElfBytes file, int field, int expected) {
        if (file.int16(field) != expected) {
            throw new ElfException(field, "a table entry of " + file.int16(field) + " bytes, not " + expected);
        }
    }
}
