package dev.skep.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("unit")
class DurationTextTest {
    @ParameterizedTest
    @CsvSource({"500ms, PT0.5S", "5s, PT5S", "5, PT5S", "1m30s, PT1M30S", "2h, PT2H", "1.5s, PT1.5S", "1d, P1D"})
    void readsWhatPeopleType(String text, Duration expected) {
        assertThat(new DurationText().convert(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "s", "5 s", "-5s", "5x", "0s", "abc", "99999999999d"})
    void saysWhatIsWrongWithTheRest(String text) {
        assertThatThrownBy(() -> new DurationText().convert(text)).hasMessageContaining("'" + text + "'");
    }
}
