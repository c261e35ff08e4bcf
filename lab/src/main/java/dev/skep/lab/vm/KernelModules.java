package dev.skep.lab.vm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The modules of a kernel package, with what each of them needs: read from the modules' own {@code depends=} line, since a
 * package that was never installed has no {@code modules.dep}.
 */
final class KernelModules {
    private final Map<String, Path> files = new HashMap<>();

    KernelModules(Path modulesDirectory) {
        try (Stream<Path> walk = Files.walk(modulesDirectory)) {
            walk.filter(file -> file.getFileName().toString().contains(".ko"))
                    .forEach(file -> files.put(moduleName(file), file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Contents of the modules asked for and all that they need, in an order that loads; what is built in is left out. */
    Map<String, byte[]> closure(List<String> names) {
        Map<String, byte[]> ordered = new LinkedHashMap<>();
        names.forEach(name -> add(name, ordered, new ArrayList<>()));
        return ordered;
    }

    private void add(String name, Map<String, byte[]> ordered, List<String> path) {
        Path file = files.get(name);
        if (file == null || ordered.containsKey(name) || path.contains(name)) {
            return;
        }
        byte[] module = read(file);
        path.add(name);
        dependencies(module).forEach(needed -> add(needed, ordered, path));
        path.removeLast();
        ordered.put(name, module);
    }

    static List<String> dependencies(byte[] module) {
        String text = new String(module, StandardCharsets.ISO_8859_1);
        int start = text.indexOf("\0depends=");
        if (start < 0) {
            return List.of();
        }
        String value = text.substring(start + "\0depends=".length(), text.indexOf('\0', start + 1));
        return Stream.of(value.split(",", -1))
                .filter(word -> !word.isEmpty())
                .map(KernelModules::canonical)
                .toList();
    }

    private static byte[] read(Path file) {
        try {
            byte[] bytes = Files.readAllBytes(file);
            return file.toString().endsWith(".xz") ? Command.run(null, bytes, List.of("xz", "-dc")) : bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String moduleName(Path file) {
        String name = file.getFileName().toString();
        return canonical(name.substring(0, name.indexOf(".ko")));
    }

    private static String canonical(String name) {
        return name.replace('-', '_');
    }
}
