package dev.skep.lab.vm;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Finds the test classes with a tag by the words in their class files. Under emulation it would take JUnit longer to load
 * every class and look than many a test takes.
 */
final class TaggedClasses {
    private static final String TAG = "Lorg/junit/jupiter/api/Tag;";

    private TaggedClasses() {}

    /**
     * Names of the top-level classes below some directories that carry a tag, or have a method that does; a few more may come
     * along that only have the word.
     *
     * @param pattern that the names match
     */
    static List<String> find(List<String> roots, String tag, String pattern) throws IOException {
        List<String> names = new ArrayList<>();
        for (String root : roots) {
            Path directory = Path.of(root);
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file :
                        files.filter(TaggedClasses::isTopLevel).sorted().toList()) {
                    String path = directory.relativize(file).toString();
                    String name =
                            path.substring(0, path.length() - ".class".length()).replace(File.separatorChar, '.');
                    if (name.matches(pattern) && carries(file, tag)) {
                        names.add(name);
                    }
                }
            }
        }
        return names;
    }

    private static boolean isTopLevel(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(".class") && name.indexOf('$') < 0;
    }

    private static boolean carries(Path file, String tag) throws IOException {
        String words = Files.readString(file, StandardCharsets.ISO_8859_1);
        // A CONSTANT_Utf8 of its own: tag 1, two bytes of length, the text.
        String constant = "\u0001" + (char) (tag.length() >> 8) + (char) (tag.length() & 0xff) + tag;
        return words.contains(TAG) && words.contains(constant);
    }
}
