package dev.skep.bpf.elf;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * An ELF file of 64 bits, little endian: program, shared library, relocatable object or core. The headers are read when
 * it is opened, everything else when it is asked for, in place.
 *
 * <p>Addresses are "as linked": what symbols and notes hold. {@link #fileOffset} turns one into the offset that the
 * kernel wants for a uprobe. Instances can be shared by threads; after {@link #close()} every read fails with {@link
 * IllegalStateException}.
 *
 * @see <a href="https://gabi.xinuos.com">System V ABI, chapters 4 and 5</a>
 */
public final class ElfFile implements AutoCloseable {
    /** {@code e_type}. */
    public static final int RELOCATABLE = 1, EXECUTABLE = 2, SHARED = 3, CORE = 4;

    /** {@code e_machine}. */
    public static final int X86_64 = 62, AARCH64 = 183, BPF = 247;

    private final @Nullable Arena arena;
    private final ElfBytes file;
    private final List<ElfSection> sections;
    private final List<ElfSegment> segments;
    private volatile @Nullable ElfSymbols symbols;
    private volatile @Nullable ElfSymbols dynamicSymbols;

    private ElfFile(@Nullable Arena arena, MemorySegment memory) {
        this.arena = arena;
        this.file = new ElfBytes(memory);
        checkHeader();
        this.sections = ElfHeaders.sections(file);
        this.segments = ElfHeaders.segments(file);
    }

    /**
     * Maps a file.
     *
     * @throws IOException  if it cannot be opened
     * @throws ElfException if it is not a 64-bit little-endian ELF file, or a damaged one
     */
    public static ElfFile open(Path path) throws IOException {
        Arena arena = Arena.ofShared();
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            return new ElfFile(arena, channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena));
        } catch (IOException | RuntimeException e) {
            arena.close();
            throw e;
        }
    }

    /**
     * Reads what is in memory already.
     *
     * @throws ElfException as {@link #open} does
     */
    public static ElfFile parse(MemorySegment memory) {
        return new ElfFile(null, memory);
    }

    private void checkHeader() {
        if (file.size() < ElfLayout.HEADER_BYTES || file.int32(0) != ElfLayout.MAGIC) {
            throw new ElfException(0, "not an ELF file");
        }
        if (file.int8(ElfLayout.CLASS) != ElfLayout.CLASS_64 || file.int8(ElfLayout.DATA) != ElfLayout.LITTLE_ENDIAN) {
            throw new ElfException(ElfLayout.CLASS, "only 64-bit little-endian files are read");
        }
    }

    // --- What it is ---------------------------------------------------------------------------------------------

    /** {@link #RELOCATABLE}, {@link #EXECUTABLE}, {@link #SHARED}, {@link #CORE}. */
    public int type() {
        return file.int16(ElfLayout.TYPE);
    }

    /** {@link #X86_64}, {@link #AARCH64}, {@link #BPF} or another. */
    public int machine() {
        return file.int16(ElfLayout.MACHINE);
    }

    /** Where the program starts, as linked. */
    public long entry() {
        return file.int64(ElfLayout.ENTRY);
    }

    /** What identifies the file, in hexadecimal. */
    public Optional<String> buildId() {
        for (ElfNote note : notes()) {
            if (note.type() == ElfNote.GNU_BUILD_ID && note.owner().equals(ElfNote.GNU)) {
                return Optional.of(HexFormat.of().formatHex(note.description()));
            }
        }
        return Optional.empty();
    }

    /** The file that has the debug information which was stripped from this one. */
    public Optional<DebugLink> debugLink() {
        Optional<ElfSection> section = section(".gnu_debuglink");
        if (section.isEmpty()) {
            return Optional.empty();
        }
        ElfBytes bytes = contents(section.get());
        String name = bytes.string(0);
        return Optional.of(new DebugLink(name, bytes.int32(bytes.size() - Integer.BYTES)));
    }

    /**
     * A name without directories, and the CRC-32 of that file's bytes.
     *
     * @param crc32 as an unsigned number in 32 bits
     */
    public record DebugLink(String name, int crc32) {}

    // --- Sections and segments ----------------------------------------------------------------------------------

    /** All sections, in the order of the table; the first one is empty. A stripped file may have none. */
    public List<ElfSection> sections() {
        return sections;
    }

    /** The first section of a name. */
    public Optional<ElfSection> section(String name) {
        for (ElfSection section : sections) {
            if (section.name().equals(name)) {
                return Optional.of(section);
            }
        }
        return Optional.empty();
    }

    /** The first section of a type, {@code ElfSection.SYMTAB} for one. */
    public Optional<ElfSection> sectionOfType(int type) {
        for (ElfSection section : sections) {
            if (section.type() == type) {
                return Optional.of(section);
            }
        }
        return Optional.empty();
    }

    /** The bytes of a section as they are in the file, mapped and read-only; none for {@code .bss} and its like. */
    public MemorySegment bytes(ElfSection section) {
        return contents(section).memory().asReadOnly();
    }

    /** All segments, in the order of the table. */
    public List<ElfSegment> segments() {
        return segments;
    }

    /** The offset in the file of an address, as linked; empty if the address is not loaded from the file. */
    public OptionalLong fileOffset(long address) {
        for (ElfSegment segment : segments) {
            if (segment.type() == ElfSegment.LOAD && segment.holdsAddress(address)) {
                return OptionalLong.of(address - segment.address() + segment.offset());
            }
        }
        return OptionalLong.empty();
    }

    /** The address, as linked, of an offset in the file: what turns a mapping of {@code /proc/PID/maps} into symbols. */
    public OptionalLong address(long fileOffset) {
        for (ElfSegment segment : segments) {
            if (segment.type() == ElfSegment.LOAD && segment.holdsOffset(fileOffset)) {
                return OptionalLong.of(fileOffset - segment.offset() + segment.address());
            }
        }
        return OptionalLong.empty();
    }

    ElfBytes contents(ElfSection section) {
        long size = section.type() == ElfSection.NOBITS ? 0 : section.size();
        return file.slice(size == 0 ? 0 : section.offset(), size, "section " + section.name());
    }

    ElfBytes file() {
        return file;
    }

    // --- Symbols ------------------------------------------------------------------------------------------------

    /** The full symbol table {@code .symtab}; empty in stripped files. */
    public ElfSymbols symbols() {
        ElfSymbols known = symbols;
        if (known == null) {
            symbols = known = symbols(ElfSection.SYMTAB);
        }
        return known;
    }

    /** The symbols of dynamic linking, {@code .dynsym}. */
    public ElfSymbols dynamicSymbols() {
        ElfSymbols known = dynamicSymbols;
        if (known == null) {
            dynamicSymbols = known = symbols(ElfSection.DYNSYM);
        }
        return known;
    }

    private ElfSymbols symbols(int type) {
        Optional<ElfSection> table = sectionOfType(type);
        if (table.isEmpty()) {
            return new ElfSymbols(null, null, null);
        }
        int strings = table.get().link();
        if (strings <= 0 || strings >= sections.size()) {
            throw new ElfException(table.get().offset(), "the strings of a symbol table are in section " + strings);
        }
        Optional<ElfSection> versions =
                type == ElfSection.DYNSYM ? sectionOfType(ElfSection.GNU_VERSYM) : Optional.empty();
        return new ElfSymbols(
                contents(table.get()),
                contents(sections.get(strings)),
                versions.isEmpty() ? null : contents(versions.get()));
    }

    /** The symbol of a name, from the full table first. */
    public Optional<ElfSymbol> symbol(String name) {
        Optional<ElfSymbol> found = symbols().find(name);
        return found.isPresent() ? found : dynamicSymbols().find(name);
    }

    /** The function that an address, as linked, is in, from the full table first. */
    public Optional<ElfSymbol> symbolAt(long address) {
        Optional<ElfSymbol> found = symbols().at(address);
        return found.isPresent() ? found : dynamicSymbols().at(address);
    }

    // --- Notes and dynamic linking ------------------------------------------------------------------------------

    /** All notes, from the sections or, in a file without sections, from the segments. */
    public List<ElfNote> notes() {
        List<ElfNote> notes = new ArrayList<>();
        for (ElfSection section : sections) {
            if (section.type() == ElfSection.NOTE) {
                ElfNotes.read(contents(section), section.alignment(), notes);
            }
        }
        if (sections.isEmpty()) {
            for (ElfSegment segment : segments) {
                if (segment.type() == ElfSegment.NOTE) {
                    ElfBytes bytes = file.slice(segment.offset(), segment.fileSize(), "a segment of notes");
                    ElfNotes.read(bytes, segment.alignment(), notes);
                }
            }
        }
        return List.copyOf(notes);
    }

    /** What the dynamic linker reads; its lists are empty for a static program. */
    public ElfDynamic dynamic() {
        return ElfDynamic.read(this);
    }

    /** Copies bytes at an address, as linked; for reading constants and code. */
    public byte[] read(long address, int length) {
        long offset = fileOffset(address)
                .orElseThrow(() -> new ElfException(0, "address 0x" + Long.toHexString(address) + " is not in it"));
        return file.slice(offset, length, "code or data").memory().toArray(ValueLayout.JAVA_BYTE);
    }

    @Override
    public void close() {
        if (arena != null && arena.scope().isAlive()) {
            arena.close();
        }
    }
}
