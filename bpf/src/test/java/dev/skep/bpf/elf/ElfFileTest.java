package dev.skep.bpf.elf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads the JVM that runs the test: a large shared library that is always there. */
@Tag("unit")
class ElfFileTest {
    static final Path LIBJVM = Path.of(System.getProperty("java.home"), "lib/server/libjvm.so");
    static final Path LAUNCHER = Path.of(System.getProperty("java.home"), "bin/java");

    @Test
    void findsFunctionsByNameAndByAddress() throws Exception {
        try (ElfFile elf = ElfFile.open(LIBJVM)) {
            ElfSymbol create = elf.symbol("JNI_CreateJavaVM").orElseThrow();
            assertThat(create.isFunction()).isTrue();
            assertThat(create.isDefined()).isTrue();
            assertThat(create.size()).isPositive();
            assertThat(elf.symbolAt(create.address() + 5)).hasValue(create);
            assertThat(elf.symbolAt(create.address() + create.size() - 1)).hasValue(create);
            assertThat(elf.symbolAt(create.address() + create.size()).map(ElfSymbol::name))
                    .isNotEqualTo(java.util.Optional.of(create.name()));
            assertThat(elf.symbol("no_such_symbol")).isEmpty();
            assertThat(elf.symbolAt(3)).isEmpty();
            assertThat(elf.symbolAt(-1)).isEmpty();
        }
    }

    @Test
    void turnsAddressesIntoFileOffsetsAndBack() throws Exception {
        try (ElfFile elf = ElfFile.open(LIBJVM)) {
            long address = elf.symbol("JNI_CreateJavaVM").orElseThrow().address();
            long offset = elf.fileOffset(address).orElseThrow();
            assertThat(elf.address(offset)).hasValue(address);
            ElfSection text = elf.section(".text").orElseThrow();
            assertThat(elf.fileOffset(text.address())).hasValue(text.offset());
            assertThat(elf.fileOffset(0x7fff_0000_0000L)).isEmpty();
            byte[] code = elf.read(address, 8);
            byte[] wanted = new byte[8];
            MemorySegment.copy(
                    elf.bytes(text), ValueLayout.JAVA_BYTE, offset - text.offset(), wanted, 0, wanted.length);
            assertThat(code).isEqualTo(wanted);
        }
    }

    @Test
    void knowsWhatItReads() throws Exception {
        try (ElfFile elf = ElfFile.open(LIBJVM)) {
            assertThat(elf.type()).isEqualTo(ElfFile.SHARED);
            assertThat(elf.machine()).isIn(ElfFile.X86_64, ElfFile.AARCH64);
            assertThat(elf.dynamic().soname()).isEqualTo("libjvm.so");
            assertThat(elf.dynamic().needed()).contains("libc.so.6");
            assertThat(elf.segments()).anyMatch(segment -> segment.type() == ElfSegment.LOAD);
            assertThat(elf.sections().getFirst().name()).isEmpty();
            assertThat(elf.bytes(elf.section(".bss").orElseThrow()).byteSize()).isZero();
            elf.buildId().ifPresent(id -> assertThat(id).matches("[0-9a-f]{16,40}"));
        }
    }

    @Test
    void failsAfterItIsClosed() throws Exception {
        ElfFile elf = ElfFile.open(LAUNCHER);
        elf.close();
        elf.close();
        assertThatThrownBy(elf::type).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void refusesWhatIsNoElfFile(@TempDir Path directory) throws Exception {
        Path text = Files.writeString(
                directory.resolve("script"), "#!/bin/sh\necho this is longer than a header, surely it is\n");
        assertThatThrownBy(() -> ElfFile.open(text))
                .isInstanceOf(ElfException.class)
                .hasMessage("ELF at byte 0: not an ELF file");
        Path empty = Files.createFile(directory.resolve("empty"));
        assertThatThrownBy(() -> ElfFile.open(empty)).isInstanceOf(ElfException.class);
        byte[] narrow = Files.readAllBytes(LAUNCHER);
        narrow[4] = 1;
        assertThatThrownBy(() -> ElfFile.parse(MemorySegment.ofArray(narrow))).hasMessageContaining("only 64-bit");
        byte[] cut = java.util.Arrays.copyOf(narrow, 200);
        cut[4] = 2;
        assertThatThrownBy(() -> ElfFile.parse(MemorySegment.ofArray(cut))).isInstanceOf(ElfException.class);
    }
}
