package dev.skep.bpf.elf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Where LLVM's tools are installed, they and we must see the same. */
@Tag("unit")
class ElfToolComparisonTest {
    private static final Path READELF = Path.of("/usr/bin/llvm-readelf-19");

    @Test
    void seesTheSymbolsThatReadelfSees() throws Exception {
        assumeTrue(Files.isExecutable(READELF), READELF + " is not installed");
        Path library = ElfFileTest.LIBJVM;
        Map<String, String> wanted = new TreeMap<>();
        for (String line : run(READELF.toString(), "-W", "--dyn-syms", library.toString())) {
            String[] field = line.strip().split("\\s+");
            if (field.length >= 8 && field[0].matches("\\d+:") && !field[6].equals("UND")) {
                wanted.put(field[7].replaceFirst("@.*", ""), field[1] + " " + field[2]);
            }
        }
        try (ElfFile elf = ElfFile.open(library)) {
            Map<String, String> seen = new TreeMap<>();
            elf.dynamicSymbols()
                    .forEachDefined(
                            symbol -> seen.put(symbol.name(), "%016x %d".formatted(symbol.address(), symbol.size())));
            assertThat(wanted).hasSizeGreaterThan(100);
            assertThat(seen).isEqualTo(wanted);
        }
    }

    @Test
    void picksTheVersionThatNewProgramsLinkWith() throws Exception {
        assumeTrue(Files.isExecutable(READELF), READELF + " is not installed");
        Path libc = mappedLibc();
        Map<String, String> defaults = new TreeMap<>();
        Map<String, String> others = new TreeMap<>();
        for (String line : run(READELF.toString(), "-W", "--dyn-syms", libc.toString())) {
            String[] field = line.strip().split("\\s+");
            if (field.length >= 8 && field[3].equals("FUNC") && !field[6].equals("UND")) {
                String[] name = field[7].split("@@?", 2);
                (field[7].contains("@@") ? defaults : others).put(name[0], field[1]);
            }
        }
        others.keySet().retainAll(defaults.keySet());
        assertThat(others).isNotEmpty();
        try (ElfFile elf = ElfFile.open(libc)) {
            for (String name : others.keySet()) {
                ElfSymbol found = elf.dynamicSymbols().find(name).orElseThrow();
                assertThat("%016x".formatted(found.address())).as(name).isEqualTo(defaults.get(name));
            }
        }
    }

    private static Path mappedLibc() throws Exception {
        return Files.readAllLines(Path.of("/proc/self/maps")).stream()
                .map(line -> line.replaceFirst("^[^/]*", ""))
                .filter(path -> path.contains("/libc.so") || path.contains("/libc-"))
                .map(Path::of)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void seesTheNotesThatReadelfSees() throws Exception {
        assumeTrue(Files.isExecutable(READELF), READELF + " is not installed");
        List<String> wanted = new ArrayList<>();
        for (String line : run(READELF.toString(), "-n", ElfFileTest.LIBJVM.toString())) {
            String[] field = line.strip().split("\\s+");
            if (field.length >= 2 && field[1].startsWith("0x") && field[1].length() == 10) {
                wanted.add(field[0] + " " + Integer.decode(field[1]));
            }
        }
        try (ElfFile elf = ElfFile.open(ElfFileTest.LIBJVM)) {
            assertThat(elf.notes())
                    .extracting(note -> note.owner() + " " + note.description().length)
                    .containsExactlyElementsOf(wanted)
                    .isNotEmpty();
        }
    }

    private static List<String> run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        List<String> lines = process.inputReader().lines().toList();
        assertThat(process.waitFor()).isZero();
        return lines;
    }
}
