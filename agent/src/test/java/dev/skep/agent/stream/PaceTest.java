package dev.skep.agent.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skep.agent.Samples;
import dev.skep.events.model.Event;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
class PaceTest {
    private static final long SECOND = 1_000_000_000L;
    private static final Event ROUTINE = Samples.http("GET", "/", 200, 1);
    private static final Event ERROR = Samples.http("GET", "/", 503, 1);

    private final Pace pace = new Pace(100, 0);

    @Test
    void letsThroughWhatIsWithinTheLimit() {
        for (int i = 0; i < 1000; i++) {
            assertThat(pace.admits(ROUTINE, i * SECOND / 100)).isTrue();
        }
        assertThat(pace.takeSkipped()).isZero();
    }

    @Test
    void leavesOutRoutineFirstAndCountsIt() {
        int routine = 0;
        int errors = 0;
        for (int i = 0; i < 10_000; i++) {
            long now = i * SECOND / 1000;
            routine += pace.admits(ROUTINE, now) ? 1 : 0;
            errors += i % 4 == 0 && pace.admits(ERROR, now) ? 1 : 0;
        }
        assertThat(routine).isBetween(1000, 1101);
        assertThat(errors).isEqualTo(2500);
        assertThat(pace.takeSkipped()).isEqualTo(10_000 - routine);
        assertThat(pace.takeSkipped()).isZero();
    }

    @Test
    void limitsErrorsToo() {
        int admitted = 0;
        for (int i = 0; i < 10_000; i++) {
            admitted += pace.admits(ERROR, i) ? 1 : 0;
        }
        assertThat(admitted).isEqualTo(400);
    }
}
