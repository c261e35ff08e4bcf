package dev.skep.bpf.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skep.bpf.elf.ElfFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
class UsdtNoteTest {
    @Test
    void decodesADescription() {
        byte[] text = "libc\0memory_sbrk_more\u00008@%rax 8@%rbx\0".getBytes(StandardCharsets.US_ASCII);
        ByteBuffer description = ByteBuffer.allocate(24 + text.length).order(ByteOrder.LITTLE_ENDIAN);
        description.putLong(0x1234).putLong(0x5000).putLong(0).put(text).flip();
        assertThat(UsdtNote.decode(description))
                .isEqualTo(new UsdtNote(0x1234, 0x5000, 0, "libc", "memory_sbrk_more", "8@%rax 8@%rbx"));
    }

    @Test
    void refusesOneThatIsCutShort() {
        assertThatThrownBy(() -> UsdtNote.decode(ByteBuffer.allocate(8))).hasMessage("a stapsdt note of 8 bytes");
        ByteBuffer endless = ByteBuffer.allocate(26);
        endless.put(24, (byte) 'a').put(25, (byte) 'b');
        assertThatThrownBy(() -> UsdtNote.decode(endless)).hasMessage("a string in a stapsdt note has no end");
    }

    @Test
    void understandsEveryProbeOfThisVirtualMachine() throws IOException {
        Path jvm = Path.of(System.getProperty("java.home"), "lib", "server", "libjvm.so");
        boolean built;
        try (ElfFile elf = ElfFile.open(jvm)) {
            built = elf.section(".note.stapsdt").isPresent();
        }
        List<UsdtProbe> probes = UsdtProbe.of(jvm);
        assertThat(probes.isEmpty()).isEqualTo(!built);
        for (UsdtProbe probe : probes) {
            assertThat(probe.target().offset()).isPositive();
            assertThat(probe.arguments()).as(probe.specification()).hasSize((int)
                    probe.specification().chars().filter(c -> c == '@').count());
        }
    }
}
