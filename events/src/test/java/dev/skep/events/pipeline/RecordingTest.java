package dev.skep.events.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("unit")
class RecordingTest {
    @TempDir
    Path directory;

    private final List<String> passed = new ArrayList<>();

    private void take(MemorySegment ring, long offset, int length) {
        passed.add(new String(ring.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE)));
    }

    @Test
    void replaysWhatPassed() throws IOException {
        Path file = directory.resolve("events");
        byte[] ring = ("..one....two" + "x".repeat(6_000)).getBytes();
        try (Recording recording = new Recording(file, this::take)) {
            recording.onRecord(MemorySegment.ofArray(ring), 2, 3);
            recording.onRecord(MemorySegment.ofArray(ring), 9, ring.length - 9);
            recording.onRecord(MemorySegment.ofArray(ring), 0, 0);
        }
        Recording.replay(file, this::take);

        assertThat(passed).containsExactly("one", "two" + "x".repeat(6_000), "", "one", "two" + "x".repeat(6_000), "");
    }

    @Test
    void saysWhatIsNoRecording() throws IOException {
        Path other = Files.writeString(directory.resolve("other"), "hello, world");
        Path cut = Files.write(directory.resolve("cut"), "SKEPREC1\u0005\0\0\0abc".getBytes());

        assertThatThrownBy(() -> Recording.replay(other, this::take)).hasMessageContaining("is no recording");
        assertThatThrownBy(() -> Recording.replay(cut, this::take)).hasMessageContaining("in the middle");
    }
}
