package dev.skep.bpf.elf;

/** Offsets in bytes and numbers of {@code include/uapi/linux/elf.h}, the 64-bit structures. */
final class ElfLayout {
    static final int MAGIC = 0x464c457f;
    static final int CLASS_64 = 2, LITTLE_ENDIAN = 1;

    static final int HEADER_BYTES = 64;
    static final int CLASS = 4, DATA = 5, TYPE = 16, MACHINE = 18, ENTRY = 24, SEGMENTS = 32, SECTIONS = 40;
    static final int SEGMENT_SIZE = 54, SEGMENT_COUNT = 56, SECTION_SIZE = 58, SECTION_COUNT = 60, NAMES_INDEX = 62;

    /** What a 16-bit count or index holds when the real one is in section 0. */
    static final int SEGMENTS_ELSEWHERE = 0xffff, NAMES_ELSEWHERE = 0xffff;

    static final int SECTION_BYTES = 64;
    static final int SH_NAME = 0, SH_TYPE = 4, SH_FLAGS = 8, SH_ADDRESS = 16, SH_OFFSET = 24, SH_SIZE = 32;
    static final int SH_LINK = 40, SH_INFO = 44, SH_ALIGNMENT = 48, SH_ENTRY_SIZE = 56;

    static final int SEGMENT_BYTES = 56;
    static final int P_TYPE = 0, P_FLAGS = 4, P_OFFSET = 8, P_ADDRESS = 16, P_FILE_SIZE = 32, P_MEMORY_SIZE = 40;
    static final int P_ALIGNMENT = 48;

    static final int SYMBOL_BYTES = 24;
    static final int ST_NAME = 0, ST_INFO = 4, ST_SECTION = 6, ST_VALUE = 8, ST_SIZE = 16;

    static final int DYNAMIC_BYTES = 16;
    static final long DT_NULL = 0, DT_NEEDED = 1, DT_STRTAB = 5, DT_STRSZ = 10, DT_SONAME = 14, DT_RPATH = 15;
    static final long DT_RUNPATH = 29;

    static final int NOTE_HEADER_BYTES = 12;

    private ElfLayout() {}
}
