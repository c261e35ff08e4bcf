package dev.skep.events.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
class CommandLineTest {
    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void splitsArgumentsAtTheirNulAndKeepsEmptyOnes() {
        byte[] bytes = bytes("..a\0\0bé c\0cut..");

        assertThat(CommandLine.arguments(bytes, 2, bytes.length - 4)).containsExactly("a", "", "bé c", "cut");
        assertThat(CommandLine.arguments(bytes, 2, 2)).containsExactly("a");
        assertThat(CommandLine.arguments(bytes, 2, 0)).isEmpty();
    }

    @Test
    void joinsPathsThatWereWalkedUpwards() {
        byte[] bytes = bytes("cat\0bin\0usr\0");

        assertThat(CommandLine.path(bytes, 0, bytes.length, true)).isEqualTo("/usr/bin/cat");
        assertThat(CommandLine.path(bytes, 0, bytes.length, false)).isEqualTo("…/usr/bin/cat");
        assertThat(CommandLine.path(bytes, 0, 0, true)).isEqualTo("/");
        assertThat(CommandLine.path(bytes, 0, 0, false)).isEmpty();
    }

    @Test
    void textEndsAtTheFirstNul() {
        assertThat(CommandLine.text(bytes("ab\0c"), 0, 4)).isEqualTo("ab");
        assertThat(CommandLine.text(bytes("abcd"), 1, 2)).isEqualTo("bc");
    }
}
