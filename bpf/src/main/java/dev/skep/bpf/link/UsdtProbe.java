package dev.skep.bpf.link;

import dev.skep.bpf.elf.ElfException;
import dev.skep.bpf.elf.ElfFile;
import dev.skep.bpf.elf.ElfNote;
import dev.skep.bpf.elf.ElfSection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One place of a user statically defined tracepoint (USDT): a compiler that inlines a function leaves several places of
 * the same probe, whose arguments are in different registers.
 *
 * @param provider      who defined it, {@code "libc"}
 * @param name          the probe, {@code "memory_sbrk_more"}
 * @param target        where it is, with its semaphore as the reference counter
 * @param specification where its arguments are there, as the file says it; see {@link #arguments()}
 */
public record UsdtProbe(String provider, String name, UprobeTarget target, String specification) {
    /**
     * Where the arguments are, in order.
     *
     * @throws IllegalArgumentException if one is of no known form
     */
    public List<UsdtArgument> arguments() {
        return UsdtArgument.parse(specification);
    }

    /** All places of all probes of a file; none if it is not an ELF file with such notes. */
    public static List<UsdtProbe> of(Path file) {
        try (ElfFile elf = ElfFile.open(file)) {
            long base = elf.section(".stapsdt.base").map(ElfSection::address).orElse(0L);
            List<UsdtProbe> probes = new ArrayList<>();
            for (ElfNote note : elf.notes()) {
                if (note.type() == UsdtNote.TYPE && note.owner().equals(UsdtNote.OWNER)) {
                    probes.add(place(elf, file, base, UsdtNote.decode(note.descriptionBuffer())));
                }
            }
            return probes;
        } catch (ElfException notElf) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    /**
     * The places of one probe: {@code "libc.so.6:libc:memory_sbrk_more"}; the provider may be left out.
     *
     * @throws IllegalArgumentException if there is no such file or probe; it names those that there are
     */
    public static List<UsdtProbe> parse(String target) {
        String[] parts = target.split(":", -1);
        if (parts.length < 2 || parts.length > 3) {
            throw new IllegalArgumentException(
                    "\"" + target + "\" is not FILE:PROVIDER:PROBE, as in \"libc.so.6:libc:memory_sbrk_more\"");
        }
        Path file = UprobeTarget.file(parts[0]);
        String name = parts[parts.length - 1];
        List<UsdtProbe> all = of(file);
        List<UsdtProbe> found = all.stream()
                .filter(probe -> probe.name().equals(name)
                        && (parts.length == 2 || probe.provider().equals(parts[1])))
                .toList();
        if (found.isEmpty()) {
            throw new IllegalArgumentException(file + " has no USDT probe "
                    + target.substring(target.indexOf(':') + 1)
                    + (all.isEmpty() ? ": it has none" : "; it has " + names(all)));
        }
        return found;
    }

    private static String names(List<UsdtProbe> probes) {
        return probes.stream()
                .map(probe -> probe.provider() + ":" + probe.name())
                .distinct()
                .sorted()
                .collect(Collectors.joining(", "));
    }

    private static UsdtProbe place(ElfFile elf, Path file, long base, UsdtNote note) {
        // Prelink moves sections but not what notes say: the marker section tells by how much.
        long moved = note.base() == 0 || base == 0 ? 0 : base - note.base();
        long offset = elf.fileOffset(note.pc() + moved)
                .orElseThrow(() -> new IllegalArgumentException(
                        file + ": USDT probe " + note.name() + " is at an address outside the file"));
        long semaphore = note.semaphore() == 0
                ? 0
                : elf.fileOffset(note.semaphore() + moved).orElse(0L);
        return new UsdtProbe(note.provider(), note.name(), new UprobeTarget(file, offset, semaphore), note.arguments());
    }
}
