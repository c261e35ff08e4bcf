package dev.skep.cli.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
class ScreenTest {
    private final Screen screen = new Screen();
    private final Terminal.Size size = new Terminal.Size(20, 3);

    @Test
    void writesOnlyLinesThatChanged() {
        assertThat(screen.update(List.of("one", "two", "three"), size)).contains("one", "two", "three");
        assertThat(screen.update(List.of("one", "2", "three"), size))
                .contains("\u001b[2;1H2")
                .doesNotContain("one", "three");
        assertThat(screen.update(List.of("one", "2", "three"), size)).isEmpty();
    }

    @Test
    void drawsAllAgainAfterAResize() {
        screen.update(List.of("one", "two"), size);
        assertThat(screen.update(List.of("one", "two"), new Terminal.Size(10, 3)))
                .contains("\u001b[2J", "one", "two");
    }

    @Test
    void clearsLinesThatAreGone() {
        screen.update(List.of("one", "two"), size);
        assertThat(screen.update(List.of("one"), size)).contains("\u001b[2;1H\u001b[K");
    }
}
