package dev.skep.lab.vm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
class CpioArchiveTest {
    @Test
    void padsNameAndContentToFourBytes() {
        byte[] archive = new CpioArchive().file("a", new byte[] {1, 2, 3}).finish();

        String text = new String(archive, StandardCharsets.ISO_8859_1);
        assertThat(text).startsWith("070701").contains("TRAILER!!!");
        assertThat(text.substring(54, 62)).as("file size field").isEqualTo("00000003");
        assertThat(text.indexOf("070701", 6)).as("second header").isEqualTo(116);
        assertThat(archive.length % 4).isZero();
    }
}
