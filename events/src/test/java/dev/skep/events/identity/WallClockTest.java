package dev.skep.events.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
class WallClockTest {
    @Test
    void followsAWallClockThatIsSet() {
        AtomicLong monotonic = new AtomicLong(1_000);
        AtomicLong wall = new AtomicLong(1_000_000);
        WallClock clock = new WallClock(monotonic::get, wall::get);

        assertThat(clock.unixNanos(1_500)).isEqualTo(1_000_500);
        monotonic.set(5_000_001_000L);
        wall.set(42_000_000_000L);
        assertThat(clock.unixNanos(5_000_001_000L)).isEqualTo(42_000_000_000L);
    }

    @Test
    void readsTheClocksOfTheHost() {
        WallClock clock = new WallClock();

        assertThat(clock.unixNanos(System.nanoTime()) / 1_000_000)
                .isCloseTo(System.currentTimeMillis(), org.assertj.core.data.Offset.offset(50L));
    }
}
