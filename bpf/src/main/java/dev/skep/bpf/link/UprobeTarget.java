package dev.skep.bpf.link;

import dev.skep.bpf.elf.ElfException;
import dev.skep.bpf.elf.ElfFile;
import dev.skep.bpf.elf.ElfSymbol;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * A place in the code of a program or library.
 *
 * @param file             the file; for a process in another mount namespace a path below {@code /proc/PID/root}
 * @param offset           offset in the file of the first byte of an instruction
 * @param referenceCounter offset in the file of a 16-bit counter that is raised while a probe is there (the semaphore of a
 *                         USDT probe); 0 for none
 */
public record UprobeTarget(Path file, long offset, long referenceCounter) {
    /** A place without a counter. */
    public UprobeTarget(Path file, long offset) {
        this(file, offset, 0);
    }

    /**
     * The start of a function, or a place in it.
     *
     * @param offsetInFunction bytes from its start
     * @throws IllegalArgumentException if the file does not define such a function, or is not an ELF file
     */
    public static UprobeTarget ofSymbol(Path file, String symbol, long offsetInFunction) {
        try (ElfFile elf = ElfFile.open(file)) {
            ElfSymbol found = elf.symbol(symbol)
                    .filter(ElfSymbol::isDefined)
                    .orElseThrow(() -> new IllegalArgumentException(file + " has no function " + symbol
                            + (elf.symbols().size() == 0 ? " among its exported ones; the rest is stripped" : "")));
            return new UprobeTarget(file, offset(elf, file, found.address() + offsetInFunction));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        } catch (ElfException e) {
            throw new IllegalArgumentException(file + " is not a program or library: " + e.getMessage(), e);
        }
    }

    /**
     * Parses {@code "libc.so.6:getaddrinfo"}, {@code "/usr/bin/bash:readline+4"}, {@code "c:malloc"},
     * {@code "/usr/bin/node:0x1234"}: a {@linkplain SharedLibraries#resolve name} and a function, or an address as linked.
     *
     * @throws IllegalArgumentException if there is no such file or function; it says which
     */
    public static UprobeTarget parse(String target) {
        int colon = target.lastIndexOf(':');
        if (colon <= 0 || colon == target.length() - 1) {
            throw new IllegalArgumentException(
                    "\"" + target + "\" is not FILE:FUNCTION, as in \"libc.so.6:getaddrinfo\"");
        }
        Path file = file(target.substring(0, colon));
        String place = target.substring(colon + 1);
        if (Character.isDigit(place.charAt(0))) {
            return ofAddress(file, Long.decode(place));
        }
        int plus = place.indexOf('+');
        return plus < 0
                ? ofSymbol(file, place, 0)
                : ofSymbol(file, place.substring(0, plus), Long.decode(place.substring(plus + 1)));
    }

    /** The place of an address, as linked. */
    public static UprobeTarget ofAddress(Path file, long address) {
        try (ElfFile elf = ElfFile.open(file)) {
            return new UprobeTarget(file, offset(elf, file, address));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    static Path file(String name) {
        return SharedLibraries.resolve(name)
                .orElseThrow(() -> new IllegalArgumentException("no program or library \"" + name + "\""));
    }

    private static long offset(ElfFile elf, Path file, long address) {
        OptionalLong offset = elf.fileOffset(address);
        return offset.orElseThrow(
                () -> new IllegalArgumentException("address 0x" + Long.toHexString(address) + " is not in " + file));
    }

    /** {@code /usr/lib/libc.so.6+0x1234}. */
    @Override
    public String toString() {
        return file + "+0x" + Long.toHexString(offset);
    }
}
