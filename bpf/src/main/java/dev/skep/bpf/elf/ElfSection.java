package dev.skep.bpf.elf;

/**
 * A section header. Sizes and offsets are in bytes.
 *
 * @param index     its place in the section table
 * @param type      {@code SHT_*}
 * @param flags     {@code SHF_*}
 * @param address   where it is in memory, as linked; 0 if it is not
 * @param offset    where it is in the file
 * @param link      index of a section that belongs to it: a symbol table's strings
 * @param info      more, by type: the section that relocations apply to
 * @param entrySize bytes of one entry, where it is a table
 */
public record ElfSection(
        int index,
        String name,
        int type,
        long flags,
        long address,
        long offset,
        long size,
        int link,
        int info,
        long alignment,
        long entrySize) {
    public static final int PROGBITS = 1, SYMTAB = 2, STRTAB = 3, RELA = 4, DYNAMIC = 6, NOTE = 7, NOBITS = 8, REL = 9;
    public static final int DYNSYM = 11, GNU_VERSYM = 0x6fffffff;
    public static final long WRITE = 1, ALLOC = 2, EXECINSTR = 4, COMPRESSED = 0x800;
}
