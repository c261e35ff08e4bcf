package dev.skep.compiler.debug;

import dev.skep.compiler.ir.Position;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Lines of source, where the source files lie beside the classes; else a position stands for its line. */
public final class SourceText {
    private final Class<?> near;
    private final Map<String, List<String>> files = new HashMap<>();

    /** Looks for files in the package of a class. */
    public SourceText(Class<?> near) {
        this.near = near;
    }

    /** The text of a line, trimmed; {@code File.java:LINE} if it is not to be had. */
    public String line(Position position) {
        List<String> lines = files.computeIfAbsent(position.file(), this::read);
        int index = position.line() - 1;
        return index >= 0 && index < lines.size() && !lines.get(index).isBlank()
                ? lines.get(index).strip()
                : position.toString();
    }

    private List<String> read(String file) {
        try (InputStream in = near.getResourceAsStream(file)) {
            return in == null
                    ? List.of()
                    : new String(in.readAllBytes(), StandardCharsets.UTF_8)
                            .lines()
                            .toList();
        } catch (IOException e) {
            return List.of();
        }
    }
}
