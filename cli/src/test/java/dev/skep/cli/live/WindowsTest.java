package dev.skep.cli.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
class WindowsTest {
    @Test
    void rateCountsOnlyWholeSecondsAndForgets() {
        RateWindow window = new RateWindow();
        for (int i = 0; i < 10; i++) {
            window.add(0);
        }
        assertThat(window.perSecond(0, 5)).isZero();
        assertThat(window.perSecond(1, 5)).isEqualTo(2);
        assertThat(window.perSecond(6, 5)).isZero();
        window.add(500);
        assertThat(window.perSecond(501, 59)).isEqualTo(1.0 / 59, within(1e-9));
    }

    @Test
    void barsScaleToTheHighest() {
        RateWindow window = new RateWindow();
        window.add(1);
        for (int i = 0; i < 8; i++) {
            window.add(2);
        }
        assertThat(window.bars(3, 4)).isEqualTo("  ▁█");
    }

    @Test
    void quantilesAreAtMostAnEighthTooHigh() {
        LatencyWindow window = new LatencyWindow();
        for (int i = 1; i <= 1000; i++) {
            window.add(0, i * 1_000L);
        }
        assertThat(window.quantile(1, 0.5)).isBetween(500_000L, 563_000L);
        assertThat(window.quantile(1, 0.99)).isBetween(990_000L, 1_115_000L);
        assertThat(window.quantile(6, 0.5)).as("still in the older half").isPositive();
        assertThat(window.quantile(11, 0.5)).as("too long ago").isZero();
    }
}
