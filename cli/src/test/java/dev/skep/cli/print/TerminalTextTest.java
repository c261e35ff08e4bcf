package dev.skep.cli.print;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
class TerminalTextTest {
    @Test
    void cutsAtColumnsAndResetsColours() {
        assertThat(TerminalText.cut("abcdef", 4)).isEqualTo("abc…");
        assertThat(TerminalText.cut("abcd", 4)).isEqualTo("abcd");
        assertThat(TerminalText.cut("\u001b[31mabcdef\u001b[0m", 3)).isEqualTo("\u001b[31mab…\u001b[0m");
        assertThat(TerminalText.cut("abc", 0)).isEmpty();
    }

    @Test
    void measuresWideAndCombiningCharacters() {
        assertThat(TerminalText.width("漢字")).isEqualTo(4);
        assertThat(TerminalText.width("e\u0301")).isEqualTo(1);
        assertThat(TerminalText.cut("漢字漢字", 5)).isEqualTo("漢字…");
        assertThat(TerminalText.fit("漢", 4)).isEqualTo("漢  ");
    }

    @Test
    void escapesLoneSurrogatesAndKeepsPairs() {
        assertThat(TerminalText.escape("a\ud83d\ude00b")).isEqualTo("a\ud83d\ude00b");
        assertThat(TerminalText.escape("a\ud83d")).isEqualTo("a\\ud83d");
    }
}
