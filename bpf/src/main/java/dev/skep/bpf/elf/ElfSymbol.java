package dev.skep.bpf.elf;

/**
 * A symbol.
 *
 * @param address      where it is, as linked; in relocatable files the offset in its section
 * @param size         bytes; 0 where unknown
 * @param type         {@code STT_*}
 * @param binding      {@code STB_*}
 * @param sectionIndex the section that it is in; 0 for a symbol of another file
 */
public record ElfSymbol(String name, long address, long size, int type, int binding, int sectionIndex) {
    public static final int NOTYPE = 0, OBJECT = 1, FUNC = 2, SECTION = 3, FILE = 4, TLS = 6, GNU_IFUNC = 10;
    public static final int LOCAL = 0, GLOBAL = 1, WEAK = 2;

    /** Whether it is code: a function, or the resolver that picks one when the program starts. */
    public boolean isFunction() {
        return type == FUNC || type == GNU_IFUNC;
    }

    /** Whether the file defines it, and not another one. */
    public boolean isDefined() {
        return sectionIndex != 0;
    }
}
