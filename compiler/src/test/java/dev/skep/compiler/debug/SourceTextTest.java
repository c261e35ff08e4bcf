package dev.skep.compiler.debug;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skep.compiler.ir.Position;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("unit")
class SourceTextTest {
    @TempDir
    private Path root;

    @Test
    void findsItsOwnSource() {
        SourceText text = new SourceText().include(List.of(SourceTextTest.class));
        assertThat(text.line(new Position("SourceTextTest.java", 1))).isEqualTo("package dev.skep.compiler.debug;");
    }

    @Test
    void namesTheLineWhereThereIsNoSource() {
        SourceText text = new SourceText().include(List.of(SourceTextTest.class));
        assertThat(text.line(new Position("Nowhere.java", 12))).isEqualTo("Nowhere.java:12");
    }

    @Test
    void joinsInstructionsOfOneLine() throws IOException {
        Path directory = Files.createDirectories(root.resolve("a/b"));
        Files.writeString(directory.resolve("Probe.java"), "first();\n    second();\n");
        Position one = new Position("Probe.java", 1);
        Position two = new Position("Probe.java", 2);

        var lines =
                SourceText.under(root, "a.b").lines(List.of(Position.UNKNOWN, one, one, two, Position.UNKNOWN, one));

        assertThat(lines)
                .extracting(line -> line.instructionIndex() + " " + line.text())
                .containsExactly("1 first();", "3 second();", "5 first();");
    }
}
