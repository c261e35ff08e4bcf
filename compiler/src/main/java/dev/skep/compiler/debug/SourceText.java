package dev.skep.compiler.debug;

import dev.skep.bpf.prog.ProgramSpec;
import dev.skep.compiler.ir.Position;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The text of source lines, where the source can be found: on the class path, next to the class, in the {@code src/main/java}
 * and {@code src/test/java} that Maven compiled the class from or that are in the working directory. Class files name
 * their source without its directory; the package of a class that was compiled tells the rest.
 */
public final class SourceText {
    private static final List<String> ROOTS = List.of("src/main/java", "src/test/java", "");

    private final Set<Path> roots = new LinkedHashSet<>();
    private final Map<String, ClassLoader> packages = new HashMap<>();
    private final Map<String, List<String>> files = new HashMap<>();

    /** Source of nothing yet. */
    public SourceText() {
        ROOTS.forEach(root -> roots.add(Path.of(root)));
    }

    /** Looks for the source of classes too, and of others in their packages. */
    public SourceText include(Collection<Class<?>> classes) {
        for (Class<?> type : classes) {
            ClassLoader loader = type.getClassLoader();
            if (loader != null && packages.putIfAbsent(type.getPackageName(), loader) == null) {
                addRootsOf(type);
                files.values().removeIf(List::isEmpty);
            }
        }
        return this;
    }

    /** Source under some directories only. */
    static SourceText under(Path root, String packageName) {
        SourceText text = new SourceText();
        text.roots.clear();
        text.packages.put(packageName, SourceText.class.getClassLoader());
        text.roots.add(root);
        return text;
    }

    private void addRootsOf(Class<?> type) {
        CodeSource code = type.getProtectionDomain().getCodeSource();
        if (code == null
                || code.getLocation() == null
                || !"file".equals(code.getLocation().getProtocol())) {
            return;
        }
        try {
            Path classes = Path.of(code.getLocation().toURI());
            if (classes.endsWith("target/classes") || classes.endsWith("target/test-classes")) {
                roots.add(classes.resolve("../../src/main/java").normalize());
                roots.add(classes.resolve("../../src/test/java").normalize());
            }
            if (Files.isDirectory(classes)) {
                roots.add(classes);
            }
        } catch (URISyntaxException e) {
            throw new IllegalStateException("code source " + code.getLocation() + " is not a location", e);
        }
    }

    /** The line without indentation, or {@code "File.java:12"} if the source is not to be found. */
    public String line(Position position) {
        List<String> lines = files.computeIfAbsent(position.file(), this::read);
        int index = position.line() - 1;
        String text = index >= 0 && index < lines.size() ? lines.get(index).strip() : "";
        return text.isEmpty() ? position.toString() : text;
    }

    /** Positions of instructions, by index, as a program spec has them. Unknown ones belong to the line before. */
    public List<ProgramSpec.Line> lines(List<Position> positions) {
        List<ProgramSpec.Line> found = new ArrayList<>();
        Position last = Position.UNKNOWN;
        for (int i = 0; i < positions.size(); i++) {
            Position position = positions.get(i);
            if (position.line() > 0 && !position.equals(last)) {
                found.add(new ProgramSpec.Line(i, position.file(), position.line(), 0, line(position)));
                last = position;
            }
        }
        return found;
    }

    private List<String> read(String file) {
        for (Map.Entry<String, ClassLoader> entry : packages.entrySet()) {
            String directory = entry.getKey().replace('.', '/');
            String name = directory.isEmpty() ? file : directory + '/' + file;
            for (Path root : roots) {
                Path path = root.resolve(name);
                if (Files.isRegularFile(path)) {
                    return readable(path);
                }
            }
            List<String> resource = resource(entry.getValue(), name);
            if (resource != null) {
                return resource;
            }
        }
        return List.of();
    }

    /** Source that cannot be read or is no UTF-8 is source that was not found: it is only shown, never compiled. */
    private static List<String> readable(Path path) {
        try {
            return Files.readAllLines(path);
        } catch (IOException unreadable) {
            return List.of();
        }
    }

    private static @Nullable List<String> resource(ClassLoader loader, String name) {
        try (InputStream in = loader.getResourceAsStream(name)) {
            return in == null
                    ? null
                    : new String(in.readAllBytes(), StandardCharsets.UTF_8)
                            .lines()
                            .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + name + " from the class path", e);
        }
    }
}
